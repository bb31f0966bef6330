"""Who may call what, who sees what: rights, rows, owners, tenants."""

from __future__ import annotations

import pytest

from tests.derive.api_contracts import contract_of

ROLES = "roles: {customer: Buys., staff: Sells.}\n"
CUSTOMER = """
  Customer:
    account: customer
    fields: {email: email required unique pii, password: password required, nick: string, diary: text private}
    access: {create: public, get: [owner, staff], list: staff, update: owner}
"""


def test_absent_access_is_denied_and_noted_where_roles_exist() -> None:
    found = contract_of(ROLES + "entities:\n  Note: {fields: {body: text}, access: {list: staff, get: unknown}}")
    assert [o.id for o in found.api.operations if o.entity] == ["op.note.list"]
    assert [(u.operation, u.path) for u in found.api.unserved] == [
        ("get", "entities.Note.access.get"), ("create", "entities.Note.access.create"),
        ("update", "entities.Note.access.update"), ("delete", "entities.Note.access.delete"),
    ]  # fmt: skip


def test_none_and_system_are_said_and_nobody_asks_again() -> None:
    found = contract_of(
        ROLES + "entities:\n  Note: {fields: {body: text}, access: {list: staff, get: staff, create: "
        "none, update: none, delete: none},"
        " actions: {sweep: {by: system}}}"
    )
    assert not found.has("note.create") and not found.has("note.sweep")
    assert found.api.unserved == ()


def test_an_action_and_a_query_without_callers_are_noted() -> None:
    found = contract_of(
        ROLES + "entities:\n  Note:\n    fields: {body: text}\n    access: {list: staff, get: staff, "
        "create: none, update: none, delete: none}\n"
        "    actions: {pin: {}}\nqueries:\n  busy: {returns: [Note]}"
    )
    assert [u.id for u in found.api.unserved] == ["unserved.note.pin", "unserved.query.busy"]


def test_without_roles_one_is_assumed() -> None:
    found = contract_of("entities:\n  Note: {fields: {body: text}}")
    operation = found.operation("note.create")
    assert operation.security.assumed and [s.role for s in operation.security.scopes] == ["user"]
    assert found.api.unserved == ()


def test_the_owner_is_taken_from_the_caller_or_sent_by_others() -> None:
    text = (
        ROLES + "entities:" + CUSTOMER + "  Order:\n    owner: customer\n    fields: {note: text}\n"
        "    relations: {customer: belongs_to Customer required}\n"
        "    access: {list: [owner, staff], get: [owner, staff], create: CREATORS, update: owner, delete: none}"
    )
    own = contract_of(text.replace("CREATORS", "customer"))
    assert own.names("OrderCreate") == ["note"] and own.operation("order.create").fills == ("customer_id",)
    both = contract_of(text.replace("CREATORS", "[customer, staff]"))
    assert not both.member("OrderCreate", "customer_id").required
    staff = contract_of(text.replace("CREATORS", "staff"))
    assert staff.member("OrderCreate", "customer_id").required
    assert staff.operation("order.create").fills == ()
    for found in (own, both, staff):
        assert found.names("OrderUpdate") == ["note"], "nobody gives a row away"


def test_an_account_owns_itself() -> None:
    found = contract_of(ROLES + "entities:" + CUSTOMER)
    assert [(s.role, s.rows) for s in found.operation("customer.get").security.scopes] == [
        ("owner", "self"),
        ("staff", "all"),
    ]


def test_private_is_for_the_owner() -> None:
    found = contract_of(ROLES + "entities:" + CUSTOMER)
    diary = found.member("Customer", "diary")
    assert (diary.required, diary.visible_to) == (False, ("owner",))


def test_personal_data_never_reaches_anonymous_callers() -> None:
    text = (
        ROLES + "entities:\n  Author:\n    fields: {name: string required, email: email pii search}\n"
        "    list: {filter: [email], sort: [email, name], search: [email, name]}\n"
        "    access: {list: READERS, get: READERS, create: staff, update: staff, delete: none}"
    )
    some = contract_of(text.replace("READERS", "[customer, staff]"))
    assert some.member("Author", "email").visible_to == ()
    mixed = contract_of(text.replace("READERS", "{public: name = x, staff: all}"))
    email = mixed.member("Author", "email")
    assert (email.required, email.visible_to) == (False, ("staff",))
    asked = {p.name: p.member for p in mixed.operation("author.list").parameters}
    assert asked["email"].visible_to == ("staff",)
    assert asked["sort"].values == ("name", "-name")
    assert "email" not in asked["q"].says
    assert "API403" in mixed.codes()
    open_to_all = contract_of(text.replace("READERS", "public"))
    assert "email" not in open_to_all.names("Author")
    assert "email" not in open_to_all.query("author.list")


def test_rows_by_link() -> None:
    found = contract_of(
        "roles: {member: M.}\nentities:\n  Person: {account: member, fields: {email: email required "
        "unique}, access: {get: owner, list: none, create: public, update: none, delete: none}}\n"
        "  Project:\n    fields: {title: string required}\n    access: {list: {member: via Seat}, "
        "get: {member: via Seat where level in (read | write)}, create: none, update: none, delete: none}\n"
        "  Seat:\n    key: [project, person]\n    fields: {level: enum(read | write) required}\n    "
        "relations: {project: belongs_to Project required, person: belongs_to Person required}\n"
        "    access: {list: none, get: none, create: none, update: none, delete: none}"
    )
    scope = found.operation("project.get").security.scopes[0]
    assert (scope.role, scope.rows, scope.via) == ("member", "via", "Seat") and scope.where is not None
    assert "through seat where level in (read | write)" in found.operation("project.get").description


TENANTS = """
roles: {manager: M., guest: G.}
tenancy: {root: Firm, isolation: row}
entities:
  Firm:
    fields: {name: string required}
    access: {get: manager, list: none, create: none, update: manager, delete: none}
  Worker:
    account: manager
    fields: {email: email required unique, password: password required}
    relations: {firm: belongs_to Firm required}
    access: {get: owner, list: manager, create: public, update: owner, delete: none}
  Offer:
    fields: {text: text}
    relations: {firm: belongs_to Firm required}
    list: {filter: [firm]}
    access: {list: [public], get: public, create: manager, update: manager, delete: manager}
"""


def test_the_tenant_comes_from_the_credential() -> None:
    found = contract_of(TENANTS)
    assert found.names("OfferCreate") == found.names("OfferUpdate") == ["text"]
    assert found.operation("offer.create").fills == ("firm_id",)


def test_anonymous_callers_name_the_tenant() -> None:
    found = contract_of(TENANTS)
    named = next(p for p in found.operation("offer.list").parameters if p.name == "firm_id")
    assert named.required
    assert found.names("WorkerCreate")[0] == "firm_id"
    names = [p.name for p in found.operation("offer.list").parameters]
    assert len(names) == len(set(names))


def test_a_sign_up_may_make_the_tenant_in_one_call() -> None:
    found = contract_of(
        TENANTS.replace("list: none, create: none, update: manager", "list: none, create: public, update: manager")
    )
    assert found.member("WorkerCreate", "firm").payload == "FirmCreate"


def test_fields_an_action_sets_are_not_written_otherwise() -> None:
    found = contract_of(
        ROLES + "entities:\n  Claim:\n    fields: {text: text, approved_by: string, amount: money required}\n"
        "    access: {list: staff, get: staff, create: staff, update: staff, delete: none}\n"
        "    actions: {approve: {by: staff, input: {who: string}, sets: {approved_by: input.who, "
        "amount: input.who}}}"
    )
    assert found.names("ClaimUpdate") == ["text"]
    assert found.names("ClaimCreate") == ["text", "amount"]


def test_immutable_and_key_members_are_for_create_only() -> None:
    found = contract_of(
        "entities:\n  Seat: {key: [code], fields: {code: string(4) required, row: int immutable, note: text}}"
    )
    assert found.names("SeatCreate") == ["code", "row", "note"]
    assert found.names("SeatUpdate") == ["note"]


def test_inherited_roles_count_when_it_comes_to_403() -> None:
    found = contract_of(
        "roles: {staff: S., admin: {extends: staff, says: A.}}\nentities:\n  Note: {fields: {b: "
        "text}, access: {list: staff, get: admin, create: none, update: none, delete: none}}"
    )
    assert 403 not in found.operation("note.list").errors
    assert 403 in found.operation("note.get").errors


def test_whoever_may_not_run_a_query_is_told_so() -> None:
    api = contract_of("""
roles: {clerk: Works., boss: Leads.}
entities: {A: {access: {list: clerk}}}
queries: {load: {access: boss, path: /reports/load, returns: {n: int}}}
""")
    assert 403 in api.operation("query.load").errors


PARTS = """
roles: {{clerk: Works.}}
entities:
  Order:
    relations: {{items: has_many Item{count}}}
    access: {{list: clerk, get: clerk, create: clerk, update: none}}
  Item:
    part_of: order
    fields: {{n: int required}}
    relations: {{order: belongs_to Order required}}
    {access}
"""


@pytest.mark.parametrize(
    ("count", "access", "inline"),
    [
        ("", "", True),
        ("", "access: {create: none}", False),
        (" count=2..40", "access: {create: none}", True),
    ],
    ids=["a whole that never changes is made with its parts", "parts of the server", "no whole without parts"],
)
def test_parts_are_made_with_their_whole(count: str, access: str, inline: bool) -> None:
    api = contract_of(PARTS.format(count=count, access=access))
    found = {m.name: m for m in api.payload("OrderCreate").members}
    assert ("items" in found) is inline
    assert not inline or found["items"].required is bool(count)
    assert not api.has("item.create")


def test_who_may_not_read_a_row_is_shown_nothing_of_it() -> None:
    api = contract_of("""
roles: {clerk: Works.}
entities:
  Contact:
    versioned: true
    fields: {mail: email required}
    access: {list: clerk, get: clerk}
    actions:
      unsubscribe: {by: public, input: {token: "string(20..200) required"}}
      praise: {by: clerk}
""")
    blind, seen = api.operation("contact.unsubscribe"), api.operation("contact.praise")
    assert (blind.success, blind.response, blind.if_match) == (204, None, False)
    assert not {412, 428} & set(blind.errors)
    assert (seen.success, seen.if_match) == (200, True)


def test_a_query_shows_owners_no_more_than_their_list() -> None:
    api = contract_of(
        ROLES
        + "entities:"
        + CUSTOMER
        + """
  Order:
    owner: customer
    relations: {customer: belongs_to Customer required}
    access: {list: [owner, staff], get: [owner, staff]}
queries:
  mine: {path: /me/orders, returns: [Order], access: customer}
  every: {path: /all-orders, returns: [Order], access: {customer: all}}
  late: {path: /late-orders, returns: [Order], access: staff}
"""
    )
    reached = {
        name: [(s.role, s.rows) for s in api.operation(f"query.{name}").security.scopes]
        for name in ("mine", "every", "late")
    }
    assert reached == {"mine": [("owner", "own")], "every": [("customer", "all")], "late": [("staff", "all")]}
