"""What a create takes along, when it needs an Idempotency-Key, and which entity keeps the keys of programs."""

from __future__ import annotations

from planner import make_plan
from planner.model.api import Operation
from planner.model.plan import Plan
from planner.read.design import read_design_text


def plan_of(text: str) -> Plan:
    """The plan of a design."""
    plan = make_plan(read_design_text(f"planner: 1\nname: D\nsummary: S.\n{text}")).plan
    assert plan is not None
    return plan


def create(plan: Plan, entity: str) -> Operation:
    """The create of an entity."""
    return next(o for o in plan.api.operations if o.id == f"op.{entity}.create")


def sent(plan: Plan, entity: str) -> set[str]:
    """The members of its body."""
    name = create(plan, entity).request
    return {m.name for p in plan.api.payloads if p.name == name for m in p.members}


def test_what_the_server_derives_anew_tells_no_two_requests_apart() -> None:
    text = "entities: {{Page: {{fields: {{title: string(40) required, slug: slug required unique{source}}}}}}}"
    assert create(plan_of(text.format(source=" from=title")), "page").idempotency_key
    assert not create(plan_of(text.format(source="")), "page").idempotency_key


def test_what_other_people_add_is_not_made_with_the_whole() -> None:
    plan = plan_of("""
roles: {member: Writes., clerk: Counts.}
entities:
  Person: {account: member, fields: {email: email required unique}, access: {create: public, get: owner}}
  Post:
    owner: author
    fields: {text: text required}
    relations: {author: belongs_to Person required, comments: has_many Comment, notes: has_many Note, pictures: has_many Picture, counts: has_many Count}
    access: {list: [member, clerk], get: [member, clerk], create: member, update: owner}
  Comment:
    part_of: post
    owner: author
    fields: {text: text required}
    relations: {post: belongs_to Post required, author: belongs_to Person required}
    access: {create: member}
  Note:
    part_of: post
    fields: {text: text required}
    relations: {post: belongs_to Post required, writer: belongs_to Person required readonly}
  Picture:
    part_of: post
    fields: {caption: text required}
    relations: {post: belongs_to Post required}
  Count:
    part_of: post
    fields: {number: int required}
    relations: {post: belongs_to Post required}
    access: {create: clerk}
""")
    assert sent(plan, "post") == {"text", "pictures"}


KEYS = """
stack: {{auth: jwt}}
roles: {{member: Calls.}}
entities:
  Person: {{account: member, fields: {{email: email required unique, password: password required}}, access: {{create: public, get: owner}}}}
  Token:
    owner: person
    fields: {{secret: secret required{flags}, status: enum(live | revoked) = live{more}}}
    relations: {{person: belongs_to Person required}}
    access: {{list: owner, get: owner, create: member}}
    actions: {{revoke: {{by: owner, from: live, to: revoked}}}}
"""


def test_keys_of_programs_are_told_by_what_is_kept_not_by_a_name() -> None:
    assert plan_of(KEYS.format(flags=" readonly", more="")).api.key_holders == ("owner", "member")
    assert plan_of(KEYS.format(flags=" readonly", more=", url: url required")).api.key_holders == ()
    assert plan_of(KEYS.format(flags="", more="")).api.key_holders == (), "a secret that callers send is theirs"


def test_what_is_open_to_all_promises_neither_sign_in_nor_a_limit_that_is_not_there() -> None:
    plan = plan_of("""
context: {consumers: [web]}
roles: {clerk: Works.}
entities:
  Shelf:
    fields: {name: string(40) required}
    access: {list: public, get: public, create: clerk, update: clerk, delete: none}
""")
    errors = {o.id: set(o.errors) for o in plan.api.operations}
    assert not {401, 429} & errors["op.system.health"], "nobody signs in and nobody counts"
    assert 401 not in errors["op.shelf.list"] and 429 in errors["op.shelf.list"]
    assert 401 in errors["op.shelf.create"]
