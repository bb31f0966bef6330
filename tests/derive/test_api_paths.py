"""Paths: keys, parts, links, and that no request can mean two of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.derive.api.claims import Names, Paths, plain_name
from tests.derive.api_contracts import contract_of


def rivals(a: str, b: str) -> bool:
    """The definition, pair by pair, as linters have it."""
    left, right = a.strip("/").split("/"), b.strip("/").split("/")
    if a == b or len(left) != len(right) or a.count("{") != b.count("{"):
        return False
    return all(x[0] == "{" or y[0] == "{" or x == y for x, y in zip(left, right, strict=True))


SEGMENTS = st.lists(st.sampled_from(["a", "b", "c", "{x}", "{y}"]), min_size=1, max_size=4)


@given(st.lists(SEGMENTS, max_size=20))
def test_no_two_paths_given_are_ambiguous(wanted: list[list[str]]) -> None:
    paths = Paths()
    given_out: list[str] = []
    for segments in wanted:
        path = "/" + "/".join(segments)
        free = path not in given_out and not any(rivals(path, other) for other in given_out)
        assert paths.is_free(path) == free
        given_out.append(paths.claim("GET", path, "/z" + path))
    assert len(set(given_out)) == len(given_out)
    assert not [(a, b) for a in given_out for b in given_out if rivals(a, b)]


def test_names_differ_even_in_small_letters() -> None:
    names = Names()
    assert [names.claim("Order", "OrderRow"), names.claim("ORDER", "OrderRow"), names.claim("order", "OrderRow")] == [
        "Order", "OrderRow", "OrderRow2",
    ]  # fmt: skip


def test_no_parameter_reads_like_a_credential() -> None:
    found = contract_of("entities:\n  Token: {fields: {secret_code: string}, list: {filter: [secret_code]}}")
    assert found.operation("token.get").path == "/tokens/{id}"
    assert plain_name("device_token_id") == "device_id"
    assert "code" in found.query("token.list")


def test_composite_keys_in_key_order() -> None:
    found = contract_of(
        "entities:\n  Preference: {key: [recipient, channel], fields: {channel: enum(a | b) "
        "required, recipient: uuid required}}"
    )
    assert found.operation("preference.get").path == "/preferences/{preference_recipient}/{preference_channel}"


def test_a_path_key_stands_in_for_the_id() -> None:
    found = contract_of(
        "entities:\n  Page: {path_key: slug, fields: {slug: slug required unique}}\nqueries:\n  "
        "drafts: {path: /pages/drafts, returns: [Page], access: user}"
    )
    assert found.operation("page.get").path == "/pages/{page_slug}"
    assert "API405" in found.codes(), "a page whose slug is 'drafts' could not be reached"


@pytest.mark.parametrize(("key", "is_told"), [
    ("slug required unique", True),
    ("slug required unique readonly from=title", True),
    ("slug required unique readonly", False),
    ("string(3..8) required unique", True),
    ("string(8..8) required unique", False),
    ("string required unique pattern=/^[0-9]+$/", False),
    ("string required unique pattern=/^[a-z]+$/", True),
    ("string required unique pattern=/^([a-z]+)+$/", True),
    ("enum(drafts | live) required unique", True),
    ("enum(new | live) required unique", False),
    ("uuid required unique", False),
    ("bigint required unique", False),
])  # fmt: skip
def test_a_word_hides_a_row_only_where_people_choose_its_key(key: str, is_told: bool) -> None:
    found = contract_of(
        f"entities:\n  Page: {{path_key: code, fields: {{title: string, code: '{key}'}}}}\nqueries:\n  "
        "drafts: {path: /pages/drafts, returns: [Page], access: user}"
    )
    assert ("API405" in found.codes()) is is_told


def test_a_collection_hides_a_row_too() -> None:
    page = "Page: {path_key: slug, fields: {slug: slug required unique}}"
    told = contract_of(f"entities:\n  {page}\n  Draft: {{path: /pages/drafts, fields: {{n: int}}}}")
    assert "API405" in told.codes()
    assert "API405" not in contract_of("entities:\n  Page: {}\n  Draft: {path: /pages/drafts}").codes()


def test_parts_one_level_below_and_deeper_ones_flat() -> None:
    found = contract_of(
        "entities:\n  Order: {fields: {n: int}, relations: {lines: has_many Line}}\n"
        "  Line: {part_of: order, fields: {n: int}, relations: {order: belongs_to Order required, "
        "notes: has_many Remark}}\n"
        "  Remark: {part_of: line, fields: {t: text}, relations: {line: belongs_to Line required}}"
    )
    assert found.operation("line.get").path == "/orders/{order_id}/lines/{line_id}"
    assert found.operation("remark.get").path == "/remarks/{remark_id}"
    assert found.names("RemarkCreate") == ["line_id", "t"], "nothing in the path says which line"
    assert found.names("LineCreate") == ["n", "notes"]
    assert found.names("RemarkPart") == ["t"], "inside its line it needs no pointer"


def test_the_only_part_of_its_kind_has_no_list() -> None:
    found = contract_of(
        "entities:\n  Person: {fields: {n: int}, relations: {profile: has_one Profile}}\n"
        "  Profile: {part_of: person, key: [person], fields: {bio: text}, relations: {person: "
        "belongs_to Person required unique}}"
    )
    assert (
        found.operation("profile.get").path == found.operation("profile.create").path == "/people/{person_id}/profile"
    )
    assert not found.has("profile.list")


def test_keys_of_parts_do_not_repeat_the_whole() -> None:
    found = contract_of(
        "entities:\n  Order: {fields: {n: int}}\n"
        "  Line: {part_of: order, key: [order, position], fields: {position: int required}, "
        "relations: {order: belongs_to Order required}}"
    )
    assert found.operation("line.get").path == "/orders/{order_id}/lines/{line_position}"
    assert found.names("LineCreate") == ["position"]


def test_an_ambiguous_query_path_moves_and_says_so() -> None:
    found = contract_of(
        "entities:\n  Book: {fields: {n: int}, actions: {sell: {by: user}}}\n"
        "queries:\n  sold: {path: '/{kind}/sold', returns: [Book], access: user}\n  top: {path: "
        "'/books/top', returns: [Book], access: user}"
    )
    assert found.operation("query.top").path == "/books/top"
    assert found.operation("query.sold").path == "/queries/sold"
    assert "API404" in found.codes()


def test_undeclared_path_parameters_of_a_query_are_texts() -> None:
    found = contract_of(
        "entities:\n  Book: {fields: {n: int}}\nqueries:\n  near: {path: '/books/near/{Place "
        "Name}', returns: [Book], access: user}"
    )
    assert found.operation("query.near").path == "/books/near/{place_name}"
    assert next((p.name, p.place, p.required) for p in found.operation("query.near").parameters) == (
        "place_name",
        "path",
        True,
    )


def test_an_action_and_a_part_of_one_name_both_have_a_path() -> None:
    found = contract_of(
        "entities:\n  Order: {fields: {n: int}, relations: {notes: has_many Note}, actions: {notes: "
        "{by: user}}}\n"
        "  Note: {part_of: order, fields: {t: text}, relations: {order: belongs_to Order required}}"
    )
    assert found.operation("note.create").path == "/orders/{order_id}/notes"
    assert found.operation("order.notes").path == "/orders/{order_id}/actions/notes"


def test_links_of_rows_of_one_kind() -> None:
    found = contract_of("entities:\n  User: {fields: {n: int}, relations: {friends: many_to_many User}}")
    assert found.operation("user.friends_add").path == "/users/{user_id}/friends/{linked_user_id}"


def test_entities_named_like_system_resources() -> None:
    found = contract_of(
        "stack: {auth: jwt}\nintegrations:\n  mailer: {kind: email, direction: in}\nentities:\n  "
        "Job: {fields: {n: int}, actions: {run: {by: user, uses: mailer}}}\n"
        "  Me: {fields: {n: int}}\n  Health: {fields: {n: int}}\n  Webhook: {fields: {n: int}}\n  "
        "Auth: {fields: {n: int}}\n  StoredFile: {fields: {n: int}}"
    )
    paths = [(o.method, o.path) for o in found.api.operations]
    assert len(paths) == len(set(paths))
    for names in (
        [p.name.lower() for p in found.api.payloads],
        [r.tag for r in found.api.resources],
        [r.id for r in found.api.resources],
    ):
        assert len(names) == len(set(names))


def test_entities_named_like_types_that_generated_clients_use_under_their_bare_names() -> None:
    found = contract_of("entities:\n  Promise: {fields: {n: int}}\n  Set: {fields: {n: int}}")
    names = {p.name for p in found.api.payloads}
    assert {"PromiseRow", "SetRow"} <= names
    assert names.isdisjoint({"Promise", "Set"})


def test_bulk_actions_take_ids_and_answer_per_row() -> None:
    found = contract_of("entities:\n  Mail: {fields: {n: int}, actions: {archive: {by: user, bulk: true}}}")
    bulk = found.operation("mail.archive_bulk")
    assert bulk.bulk and bulk.path == "/mail/archive"
    assert found.names(bulk.request) == ["ids"] and found.names(bulk.response) == ["done", "refused"]


def test_several_targets_are_an_object_of_type_and_id() -> None:
    found = contract_of(
        "entities:\n  Post: {fields: {n: int}}\n  Photo: {fields: {n: int}}\n"
        "  Comment: {fields: {t: text}, relations: {subject: belongs_to any_of(Post | Photo) "
        "required}, list: {filter: [subject]}}"
    )
    subject = found.member("CommentCreate", "subject")
    assert subject.required and found.names(subject.payload) == ["type", "id"]
    assert found.member(subject.payload or "", "type").values == ("post", "photo")
    assert "subject_id" in found.query("comment.list")


def test_include_embeds_rows_the_caller_may_read() -> None:
    found = contract_of(
        "roles: {guest: G., staff: S.}\nentities:\n"
        "  Book: {fields: {n: int}, relations: {shelf: belongs_to Shelf, vault: belongs_to Vault, "
        "pages: has_many Page},"
        " list: {include: [shelf, vault, pages]}, access: {list: [guest, staff], get: staff, "
        "create: none, update: none, delete: none}}\n"
        "  Shelf: {fields: {n: int}, access: {list: staff, get: staff, create: none, update: none, "
        "delete: none}}\n"
        "  Vault: {fields: {n: int}, access: {list: none, get: none, create: none, update: none, "
        "delete: none}}\n"
        "  Page: {part_of: book, fields: {n: int}, relations: {book: belongs_to Book required}}"
    )
    assert found.operation("book.list").include == ("shelf", "pages")
    shelf = found.member("BookListItem", "shelf")
    assert (shelf.embedded, shelf.payload, shelf.visible_to) == (True, "ShelfEmbedded", ("staff",))
    assert found.codes() == ["API402"]


def test_bulk_actions_over_composite_keys_take_objects() -> None:
    found = contract_of(
        "entities:\n  Seat:\n    key: [row, place]\n    fields: {row: int required, place: int required}\n"
        "    actions: {hold: {by: user, bulk: true}}"
    )
    ids = found.member("SeatHoldBulk", "ids")
    assert ids.payload == "SeatKey" and found.names("SeatKey") == ["row", "place"]


def test_links_can_be_filtered_by() -> None:
    found = contract_of(
        "entities:\n  Tag: {key: [word], fields: {word: string(20) required}}\n"
        "  Post:\n    fields: {n: int}\n    relations: {tags: many_to_many Tag}\n    list: {filter: [tags]}"
    )
    assert "tag_word" in found.query("post.list")
