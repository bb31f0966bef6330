"""A thinking process that knows one shop by heart: pictures of the interface change only when the interface does."""

from __future__ import annotations

from pathlib import Path

from planner.derive.infer import infer
from planner.diagram.graph import graph_of
from planner.diagram.layout import lay_out
from planner.read.design import read_design_text
from planner.session.brain import NO_PLAN
from planner.session.thoughts import (
    AskCards,
    AskContents,
    AskDependents,
    AskPage,
    AskPicture,
    AskReasons,
    AskStakes,
    AskStarts,
    Card,
    CardState,
    Choice,
    Contents,
    Counts,
    Deck,
    Dependents,
    DoExport,
    Exported,
    Failed,
    Hear,
    Heard,
    Listed,
    Look,
    Page,
    Problem,
    Reason,
    Reasons,
    Reply,
    Request,
    Seen,
    Stakes,
    Start,
    Starts,
)

SHOP = Path(__file__).parent / "shop.yaml"
PAGE = """openapi: "3.1.0"
info:
  title: Bookshop API
  version: "1.0.0"
  description: Customers order books online; staff keep the catalogue.
# every path of the shop
paths:
  /books:
    get:
      operationId: list_books
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        "200": {description: A page of books.}
components:
  schemas:
    Customer:
      type: object
      required: [id, email, name]
      properties:
        id: {type: string, format: uuid}
        email: {type: string, format: email}
"""
_CHANGES = (
    "Caching: none → shared cache with short lives",
    "+ step cache-the-lists",
    "unbounded-list: 2 fewer",
    "Rate limits: per user → per user and per program",
)


def _card(
    topic: str, group: str, asks: str, state: CardState, held: str = "", because: str = "", kind: str = "figure"
) -> Card:
    choices = (
        Choice("50", "a department"),
        Choice("2k", "a busy website"),
        Choice("20k", "a well known service"),
        Choice("500k", "a household name"),
    )
    return Card(
        id=asks.lower().replace(" ", "-")[:24],
        group=group,
        topic=topic,
        path=f"scale.{topic.replace(' ', '_')}",
        asks=asks,
        why="Load, releases and what breaks first are reckoned from the people of a day.",
        kind=kind,
        example="20k",
        default="2k",
        state=state,
        held=held,
        because=because,
        choices=choices,
    )


DECK = Deck(
    (
        _card("people", "product", "How many people could use Bookshop at all?", "done", "200k"),
        _card("people", "product", "How many people use Bookshop on an ordinary day?", "open"),
        _card("promises", "product", "How much of a year may Bookshop be away?", "unsure", "99.9%", "Ask operations."),
        _card("obligations", "product", "Which rules bind Bookshop?", "done", "[gdpr]"),
        _card("amounts", "resources", "How many rows of Book will there be?", "done", "500k"),
        _card("lifetime", "resources", "How long is an Order kept?", "later"),
        _card("edits", "resources", "May two people edit one Book at once?", "not_applicable"),
        _card("limits", "operations", "How often may one program call in a minute?", "open"),
        _card(
            "realtime",
            "operations",
            "Must a screen change by itself?",
            "unsure",
            "false",
            "Recheck: context.consumers was changed.",
        ),
        _card("where it runs", "constraints", "Where does Bookshop run?", "done", "containers"),
    )
)
CONTENTS = Contents(
    (
        Listed("openapi.yaml", "openapi", 114_359, "changed"),
        Listed("PLAN.md", "document", 20_704, "edited"),
        Listed("migrations/0001_initial.up.sql", "sql", 24_357, "new"),
        Listed("risks.csv", "risks", 2_129, "same"),
        Listed("plan.json", "plan", 273_302, "same"),
        Listed("diagrams/flow-pay-order.mmd", "", 0, "gone"),
    )
)
REASONS = Reasons(
    (
        Reason(
            "table.customers",
            "Customer: email, password, name and phone.",
            ("entities.Customer  shop.yaml:41", "made by step.customer.migration"),
        ),
        Reason("table.customers.email", "Email (personal data).", ("entities.Customer.fields.email  shop.yaml:46",)),
        Reason("op.customer.create", "Signs a customer up.", ("entities.Customer.access.create  shop.yaml:50",)),
        Reason(
            "decision.pagination",
            "Cursor",
            ("choices.pagination  shop.yaml:151",),
            ("the mobile app scrolls", "at a weight of 4 for jumping to a page: Offset"),
        ),
    )
)
STARTS = Starts(
    (
        Start("blog-cms", "Blog or CMS", "A few authors write for many readers; editors release what is read."),
        Start("booking", "Booking", "People reserve a time with a person, a room or a thing."),
        Start("marketplace", "Marketplace", "Many people sell to many others on one platform."),
        Start("saas", "SaaS with tenants", "A business product that many companies rent, each apart."),
        Start("shop", "Online shop", "One company sells goods from its own stock to anybody."),
    )
)
PROBLEM = Problem(
    "warning",
    "MOD309",
    "no action leads to 'retired'",
    "add an action with to: retired",
    "entities.Book.fields.status",
    70,
    "shop.yaml",
)


ERROR = Problem(
    "error",
    "DES012",
    "there is no type 'strng'",
    "did you mean 'string'?",
    "entities.Author.fields.name",
    52,
    "shop.yaml",
)
UNREADABLE = Problem(
    "error",
    "DES001",
    "mapping values are not allowed in this context",
    "put a space after `key:`, or quote a value that holds `: `",
    "",
    3,
    "shop.yaml",
)
REFUSED = Exported("~/plans/shop-plan", edited=("PLAN.md",), problem="PLAN.md was edited by hand since it was written")


class Canned:
    """Answers at once, and always the same; where a problem is an error, nothing follows."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems

    async def ask(self, request: Request) -> Reply:
        """The reply to one request."""
        if any(p.severity == "error" for p in self.problems):
            return Seen(self.problems, None) if isinstance(request, Look) else NO_PLAN
        match request:
            case Hear():
                return Heard(True)
            case DoExport():
                return REFUSED
            case Look():
                return Seen(self.problems, Counts(7, 18, 53, 96, 3, 2), ("tables: +1", "Caching: none → shared"))
            case AskCards():
                return DECK
            case AskStakes():
                card = next(c for c in DECK.cards if c.id == request.card)
                choices = tuple(
                    Choice(c.value, c.says, _CHANGES if i else (), True) for i, c in enumerate(card.choices)
                )
                return Stakes(card.id, choices)
            case AskContents():
                return CONTENTS
            case AskPage():
                diff = (
                    ("@@ line 3 @@", " info:", "-  title: Shop API", "+  title: Bookshop API")
                    if request.folder
                    else None
                )
                return Page(request.path or "openapi.yaml", PAGE, len(PAGE), 0, 15 if request.about else -1, diff)
            case AskReasons():
                return REASONS
            case AskPicture():
                design = read_design_text(SHOP.read_text()).design
                assert design is not None
                return lay_out(
                    graph_of(infer(design), request.level, request.around if request.hops else "", request.hops)
                )
            case AskDependents():
                return Dependents(())
            case AskStarts():
                return STARTS
        return Failed("not known by heart")

    async def stop(self) -> None:
        """Nothing runs."""
