"""What GraphQL and gRPC say beside names and types: who sees a field, what it may hold, how a feed goes on."""

from __future__ import annotations

import re

from planner import make_bundle, make_plan
from planner.emit.options import EmitOptions
from planner.read.design import read_design_text

DESIGN = """
planner: 1
name: Gallery
stack: {database: postgresql, auth: jwt, api: {style: STYLE}}
context: {currency: EUR}
roles: {curator: Hangs., visitor: Looks.}
entities:
  Visitor:
    account: visitor
    fields: {email: email required unique pii, purse: money min=0 private}
    access: {list: curator, get: [owner, curator], create: public, update: owner}
  Frame:
    fields: {wood: enum(oak | ash) = oak}
    access: {list: curator, get: public, create: curator}
  Picture:
    versioned: true
    fields:
      title: string(2..80) required unique
      width: int min=1 max=900
      shown: bool = false
      painted_on: date
      state: enum(stored | hung) = stored
    relations: {frame: belongs_to Frame required}
    list: {filter: [state], sort: [title]}
    access: {list: {public: state = hung, curator: all}, get: {public: state = hung, curator: all}, create: curator, update: curator, delete: curator}
    actions: {hang: {by: curator, from: stored, to: hung}}
queries:
  newest: {returns: [Picture], params: {limit: "int min=1 max=50 = 10"}, access: public}
realtime:
  wall: {channel: sse, of: Picture, to: visitor, says: What hangs now}
"""


def contract(style: str, name: str) -> str:
    """One file of the bundle of the gallery."""
    plan = make_plan(read_design_text(DESIGN.replace("STYLE", style))).plan
    assert plan is not None
    return next(a.content for a in make_bundle(plan, EmitOptions()) if a.path == name).decode()


def block(text: str, opening: str) -> str:
    """What stands between the braces after the opening."""
    return text.partition(f"{opening} {{")[2].partition("\n}")[0]


def test_an_edge_to_one_row_is_open_to_those_who_get_it_and_one_to_many_to_those_who_list() -> None:
    picture = block(contract("graphql", "schema.graphql"), "type Picture")
    assert 'frame: Frame @cost(value: 1) @access(callers: ["public"])' in picture


def test_a_field_that_not_every_reader_sees_says_who_does() -> None:
    visitor = block(contract("graphql", "schema.graphql"), "type Visitor")
    assert 'purse: Decimal @access(callers: ["owner"])' in visitor
    assert "optional string purse" in (row := block(contract("grpc", "service.proto"), "message Visitor"))
    assert "Seen by owner alone." in row


def test_inputs_say_what_they_may_hold_and_what_is_taken_where_they_are_left_out() -> None:
    text = contract("graphql", "schema.graphql")
    sent = block(text, "input PictureCreateInput")
    assert '"Title. 2 to 80 characters."' in sent
    assert '"Width. 1 to 900."' in sent
    assert "shown: Boolean = false" in sent
    assert "wood: FrameWood = OAK" in block(text, "input FrameCreateInput")
    assert "In EUR; 15 digits and 4 after the point at most." in block(text, "input VisitorCreateInput")
    changed = text.partition("input PictureUpdateInput {")
    assert "Null empties a member; for title, shown or frameId it is refused." in changed[0].rsplit("\n\n", 1)[1]
    assert "= false" not in changed[2].partition("}")[0]


def test_arguments_have_their_defaults() -> None:
    text = contract("graphql", "schema.graphql")
    assert "newest(limit: Int = 10)" in text
    assert "limit: 1 to 50." in text
    assert "orderBy: PictureOrder = TITLE_ASC" in text
    assert "page: 100" in text
    asked = block(contract("grpc", "service.proto"), "message ListPicturesRequest")
    assert "One of title, -title. title where it is left out." in asked
    assert "20 where it is 0, 100 at most." in asked


def test_no_contract_speaks_of_http_that_is_none() -> None:
    graph, services = contract("graphql", "schema.graphql"), contract("grpc", "service.proto")
    assert "any other state answers WRONG_STATE" in graph
    assert "Any other row answers null." in graph
    assert "any other state answers FAILED_PRECONDITION" in services
    for text in (graph, services):
        assert "answers 4" not in text
        assert "ETag" not in text


def test_a_value_that_is_taken_is_not_a_wrong_state() -> None:
    services = contract("grpc", "service.proto")
    hang = services.partition("rpc HangPicture(")[0].rsplit("\n", 2)[-2]
    assert "FAILED_PRECONDITION (wrong_state" in hang
    assert "ALREADY_EXISTS" in services.partition("rpc CreatePicture(")[0].rsplit("\n", 2)[-2]


def test_a_day_is_written_out_where_there_is_no_type_for_it() -> None:
    assert "Painted on. A day: 2026-01-31." in contract("grpc", "service.proto")


def test_a_feed_tells_what_happened_to_which_row_and_where_to_go_on() -> None:
    change = block(contract("grpc", "service.proto"), "message WallChange")
    assert all(name in change for name in ("string event_id", "ChangeKind change", "string key", "Picture row"))
    graph = contract("graphql", "schema.graphql")
    assert 'wall: WallChange! @access(callers: ["visitor"])' in graph
    assert "What hangs now. Every picture that changes, as it happens. Visitor reaches pictures where" in graph


def test_a_listener_hears_of_no_row_that_anybody_else_of_its_kind_may_not_read() -> None:
    assert "Visitor reaches pictures where state = hung." in contract("graphql", "schema.graphql")


def test_a_feed_stands_in_one_contract() -> None:
    plan = make_plan(read_design_text(DESIGN.replace("STYLE", "grpc"))).plan
    assert plan is not None
    files = {a.path: a.content.decode() for a in make_bundle(plan, EmitOptions())}
    assert "asyncapi.yaml" not in files
    assert "| rpc stream | `FollowWall` | Follow changes of picture | visitor (some rows) |" in files["PLAN.md"]


def test_steps_and_requirements_refuse_as_the_contract_does() -> None:
    for style, word in (("graphql", "WRONG_STATE"), ("grpc", "FAILED_PRECONDITION")):
        plan = make_plan(read_design_text(DESIGN.replace("STYLE", style))).plan
        assert plan is not None
        moves = next(s for s in plan.work.steps if s.id == "step.picture.actions")
        assert any(c.says.endswith(f"any other state answers {word}.") for c in moves.acceptance)
        assert any(f"refuse with {word}" in t.says for t in plan.requirements.traces)
        stale = next(s for s in plan.work.steps if s.id == "step.picture.endpoints").acceptance
        assert not any("If-Match" in c.says for c in stale)
    health = next(s for s in plan.work.steps if s.id == "step.project")
    assert any("answers 200" in c.says for c in health.acceptance)


def test_what_belongs_to_nobody_is_not_asked_of_somebody_else() -> None:
    text = DESIGN.replace("STYLE", "rest")
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    policy = next(s for s in plan.work.steps if s.id == "step.policy")
    assert any("does not reach answers 404" in c.says for c in policy.acceptance)
    open_to_all = text.replace("{public: state = hung, curator: all}", "curator").replace("owner", "visitor")
    plan = make_plan(read_design_text(open_to_all)).plan
    assert plan is not None
    policy = next(s for s in plan.work.steps if s.id == "step.policy")
    assert not any("does not reach" in c.says for c in policy.acceptance)


def test_samples_of_json_are_objects_and_of_lists_lists() -> None:
    text = DESIGN.replace("STYLE", "rest").replace(
        "shown: bool = false", "shown: json required\n      tags: list(string(5)) required"
    )
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    seeds = next(a.content.decode() for a in make_bundle(plan, EmitOptions()) if a.path.startswith("seeds/"))
    row = next(line for line in seeds.partition("INSERT INTO pictures")[2].splitlines()[1:])
    assert "'{}'" in row
    assert "'[]'" in row


def test_an_operation_is_explained_as_it_is_called() -> None:
    from planner.cli.explained import explained

    for style, said in (("grpc", "rpc HangPicture"), ("graphql", "mutation hangPicture"), ("rest", "POST /pictures/")):
        plan = make_plan(read_design_text(DESIGN.replace("STYLE", style))).plan
        assert plan is not None
        operation = next(o for o in plan.api.operations if o.id == "op.picture.hang")
        text = explained(operation, plan, lambda path: "")
        assert text.startswith(f"op.picture.hang: {said}")
        assert ("409" in text) is (style == "rest")


WORKSHOP = """
planner: 1
name: Workshop
stack: {database: postgresql, auth: jwt, api: {style: STYLE}}
roles: {maker: Makes.}
entities:
  Chair:
    fields: {name: string(80) required}
    relations: {tools: many_to_many Tool inverse=chairs}
    access: {list: maker, get: maker, create: maker, update: maker, delete: maker}
  Leg:
    part_of: chair
    versioned: true
    fields: {length: int required}
    relations: {chair: belongs_to Chair required}
    list: {sort: [length]}
    actions: {turn: {by: maker}}
  Tool:
    fields: {name: string(80) required}
    list: {sort: [name]}
    access: {list: maker, get: maker}
  Shelf:
    key: [row, place]
    fields: {row: int required, place: int required}
    access: {list: maker, get: maker}
"""


def workshop(style: str, name: str) -> str:
    """One file of the bundle of the workshop."""
    plan = make_plan(read_design_text(WORKSHOP.replace("STYLE", style))).plan
    assert plan is not None
    return next(a.content for a in make_bundle(plan, EmitOptions()) if a.path == name).decode()


def test_a_part_is_found_by_its_own_id_and_made_or_listed_below_its_whole() -> None:
    text = workshop("graphql", "schema.graphql")
    for asked in ("getLeg(legId: ID!)", "deleteLeg(legId: ID!, version: Int!)", "turnLeg(legId: ID!, version: Int!)"):
        assert f"  {asked}:" in text
    assert "updateLeg(legId: ID!, input: LegUpdateInput!, version: Int!)" in text
    assert "listLegs(chairId: ID!, " in text
    assert "createLeg(chairId: ID!, input" in text
    assert re.search(r"getShelf\(\w+: \w+!, \w+: \w+!\)", text), "a key of several members stays whole"


def test_links_are_followed_along_edges_which_are_pages_in_an_order() -> None:
    text = workshop("graphql", "schema.graphql")
    assert "listChairTools" not in text
    assert "listToolChairs" not in text
    order = "ToolOrder = NAME_ASC"
    assert f"  tools(orderBy: {order}, first: Int = 20, after: String): ToolConnection!" in block(text, "type Chair")
    assert "  chairs(orderBy: ChairOrder = " in block(text, "type Tool")
    assert "  legs(orderBy: LegOrder = " in block(text, "type Chair")
    plan = workshop("graphql", "PLAN.md")
    assert "| field | `Chair.tools` |" in plan
    assert "| query | `listTools` |" in plan


def test_a_version_that_is_missing_is_no_header_of_http() -> None:
    assert "IF_MATCH_MISSING" not in workshop("graphql", "schema.graphql"), "the argument is required"
    services = workshop("grpc", "service.proto")
    assert "FAILED_PRECONDITION (version_missing)" in services
    assert "if_match" not in services
    said = workshop("graphql", "BUILD_ORDER.md")
    assert "A stale version answers STALE, one without a version is refused before it runs." in said
    said = workshop("grpc", "BUILD_ORDER.md")
    assert "A stale version answers ABORTED, a missing one FAILED\\_PRECONDITION." in said
