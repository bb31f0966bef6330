"""The registry of diagnostic codes: what each says, why it matters, how it is mended.

Families: SYN (YAML text), DES (the design language), REF (cross references), MOD (the model as
a whole), DB, API, WORK (derived parts: what a target cannot do is said here), IO (files, the bundle), CFG (planner.toml), RSK (findings and their tracking), CON (contradictions).
"""

from __future__ import annotations

from msgspec import Struct


class Code(Struct, frozen=True):
    """What a diagnostic code stands for."""

    code: str
    title: str
    why: str
    example: str = ""


_REGISTRY: dict[str, Code] = {}


def _code(code: str, title: str, why: str, example: str = "") -> str:
    _REGISTRY[code] = Code(code, title, why, example)
    return code


def all_codes() -> tuple[Code, ...]:
    """Every code, in order."""
    return tuple(_REGISTRY[key] for key in sorted(_REGISTRY))


SYN_INVALID = _code("SYN001", "not valid YAML", "The text cannot be read as YAML 1.2.", "a: [1")
SYN_DUPLICATE_KEY = _code("SYN002", "duplicate key", "The second value would silently win.", "a: 1\na: 2")
SYN_LIMIT = _code("SYN003", "too large", "Events, depth or nodes after aliases exceed the limits of the language.")
SYN_ENCODING = _code("SYN004", "not UTF-8 text", "A design is UTF-8; other bytes cannot be positioned or printed.")
SYN_KEY = _code("SYN005", "key is not a scalar", "Only plain words can be keys.", "? [a]\n: 1")
SYN_ALIAS = _code("SYN006", "bad alias", "An alias names an anchor that is not there, or contains itself.", "a: *b")
SYN_MERGE = _code("SYN007", "bad merge key", "`<<` takes a mapping or a list of mappings.", "<<: 3")
SYN_DOCUMENTS = _code("SYN008", "more than one document", "A design is one YAML document.", "a: 1\n---\nb: 2")
SYN_TAG = _code("SYN009", "tag not allowed", "Tags would hide what a value is.", "a: !!python/none x")
SYN_EMPTY = _code("SYN010", "empty file", "There is no design in it.")

DES_UNKNOWN_KEY = _code("DES101", "unknown key", "A misspelt key would be lost in silence.", "entites: {}")
DES_WRONG_KIND = _code("DES102", "wrong kind of value", "The language expects something else here.", "entities: 3")
DES_NULL = _code(
    "DES103", "empty value", "Absent means unknown; `unknown` says so out loud; null says neither.", "name:"
)
DES_UNKNOWN_FLAG = _code(
    "DES104", "unknown word in a shorthand", "Flags and keys of a shorthand are a closed list.", "a: string uniqe"
)
DES_UNKNOWN_TYPE = _code("DES105", "unknown type", "A field has a known type or names an enum.", "a: strng")
DES_TYPE_ARGUMENTS = _code("DES106", "wrong arguments of a type", "The arguments do not fit the type.", "a: string(x)")
DES_BAD_WORD = _code(
    "DES107", "not one of the known words", "The value comes from a closed list.", "tenancy: {isolation: rows}"
)
DES_BAD_NAME = _code(
    "DES108", "not a name", "Names begin with a letter and hold letters, digits, `_` and `-`.", "entities: {9a: {}}"
)
DES_BAD_FIGURE = _code(
    "DES109", "not a figure", "Figures are a number with a unit of the language.", "scale: {users: many}"
)
DES_EXPRESSION = _code(
    "DES110", "wrong expression", "Checks, computed fields and row conditions are expressions.", "checks: [a >]"
)
DES_MISSING_KEY = _code("DES111", "missing key", "The part means nothing without it.", "tenancy: {isolation: row}")
DES_SPLIT_SHORTHAND = _code(
    "DES112", "shorthand split by { }", "Inside { } YAML ends a value at a comma.", "{a: decimal(8,3)}"
)
DES_COLLISION = _code(
    "DES113", "names collide", "Two names become the same identifier in a target.", "OrderItem, order_item"
)
DES_RESERVED = _code("DES114", "reserved word", "The word means something in the language.", "roles: {owner: x}")
DES_VERSION = _code("DES115", "unknown format version", "This planner reads format 1.", "planner: 2")
DES_RELATION = _code("DES116", "wrong relation", "A relation is a kind and a target.", "a: belong_to B")
DES_INCLUDE = _code("DES117", "include not possible", "An included file is a part of the design beside it.")
DES_PATTERN = _code(
    "DES118", "wrong pattern", "The pattern is not a regular expression every target can hold.", "a: string pattern=/[/"
)
DES_REPEATED = _code("DES119", "said twice", "The second would silently win.", "a: string min=1 min=2")

TRACK_UNMATCHED = _code("RSK801", "tracking matches nothing", "A note on a finding that is not there hides nothing.")
TRACK_EXPIRED = _code("RSK802", "acceptance has run out", "Whoever accepted the finding said until when.")
RISK_OPEN = _code("RSK803", "a risk stands open", "Asked for by `--fail-on`.")
CFG_TOML = _code(
    "CFG001", "planner.toml is not TOML", "A project's settings that cannot be read are not guessed.", "a ="
)
CFG_KEY = _code("CFG002", "wrong key in planner.toml", "A misspelt key would be lost in silence.", 'catalog = "house"')
IO_READ = _code("IO101", "file cannot be read", "Nothing can be planned from it.")
DES_ACCESS = _code(
    "DES120",
    "contradictory access",
    "`public` and `none` leave nothing to say beside them.",
    "access: {get: [public, staff]}",
)

DB_INDEX_LEFT_OUT = _code(
    "DB001", "index left out", "More than six secondary indexes cost every write more than they save."
)
DB_NO_ROW_SECURITY = _code(
    "DB002", "row security not available", "This database has none: the application alone keeps rows apart."
)
DB_PARTIAL_UNIQUE = _code(
    "DB003",
    "partial unique index done another way",
    "A generated column carries the condition where partial indexes do not exist.",
)
DB_CHECK_BY_APPLICATION = _code(
    "DB004", "check not possible in this database", "The application checks it; the database cannot."
)
DB_PLAIN_SEARCH = _code(
    "DB005", "full text search done another way", "This database has no full text index the design could share."
)
DB_PARTIAL_INDEX = _code(
    "DB006", "partial index made whole", "Partial indexes do not exist here; the whole index serves the same reads."
)
DB_RULE_BEYOND_ROW = _code(
    "DB007", "rule beyond one row", "No constraint states it; a step of the work holds it and tests it."
)
DB_TRIGGER_LEFT = _code("DB008", "trigger done by the application", "This database cannot express it in one statement.")

REF_ENTITY = _code("REF201", "unknown entity", "What names an entity must name one that is there.")
REF_ROLE = _code("REF202", "unknown role", "A right given to nobody is a right nobody has.")
REF_TYPE = _code("REF203", "unknown type or enum", "A capitalised type is the name of an enum.")
REF_FIELD = _code("REF204", "unknown member", "Filters, keys, payloads and conditions name fields and relations.")
REF_EVENT = _code("REF205", "unknown event", "What is emitted or waited for must be declared.")
REF_RELATION = _code("REF206", "unknown relation", "The name must be a relation of that entity.")
REF_VALUE = _code("REF207", "unknown value of an enum", "States and defaults come from the list of values.")
REF_MIXIN = _code("REF208", "unknown mixin", "Only declared mixins and abstract entities can be mixed in.")
REF_OPERATION = _code(
    "REF209", "unknown operation", "Access is given to list, get, create, update, delete and actions."
)
REF_INTEGRATION = _code("REF210", "unknown integration", "Only declared integrations can be used.")
REF_SERVICE = _code("REF211", "unknown service", "An event comes from a declared service or integration.")

MOD_AMBIGUOUS = _code("MOD301", "ambiguous", "More than one thing could be meant.")
MOD_RELATION = _code("MOD302", "impossible relation", "The database could not hold it.")
MOD_INVERSE = _code("MOD303", "inverse clashes", "The other side uses that name already.")
MOD_KEY = _code("MOD304", "impossible key", "A key identifies a row: present, unique, comparable.")
MOD_OWNER = _code("MOD305", "no owner", "A right of the owner needs a path to an account.")
MOD_ACCOUNT = _code("MOD306", "account twice", "A role signs in as one entity.")
MOD_PART_CYCLE = _code("MOD307", "parts in a circle", "Nothing can be a part of itself.")
MOD_ACTION = _code("MOD308", "impossible action", "An arrow has two ends in one enum field.")
MOD_UNREACHABLE = _code("MOD309", "unreachable state", "Rows can never get there.")
MOD_IDLE_JOB = _code("MOD310", "idle job", "Nothing starts it.")
MOD_SCHEDULE = _code("MOD311", "wrong schedule", "Schedules are written as cron writes them.")
MOD_RULE = _code("MOD312", "rule without entity", "A constraint stands on a table.")
MOD_DOCUMENT_STORE = _code("MOD313", "document database", "The SQL outputs need a relational database.")
MOD_BOUNDS = _code("MOD314", "impossible bounds", "No value could meet them.")
MOD_DEFAULT = _code("MOD315", "impossible default", "The default is not a value of the type.")
MOD_IMPLICIT = _code("MOD316", "declared twice", "Every entity has id, created_at and updated_at.")

IO_WRITE = _code("IO102", "bundle cannot be written", "The folder or a file in it cannot be written.")
IO_LOCKED = _code("IO103", "bundle is locked", "Two runs at once would mix their files.")
IO_EDITED = _code("IO104", "edited by hand", "What a person edited is never overwritten unless told.")
IO_LOCK_FILE = _code("IO105", "lock file cannot be read", "Numbers that must stay are kept there.")

API_EVENT_PRIVATE = _code(
    "API401", "personal data in an event", "Events reach parties and logs that the design does not name."
)
API_INCLUDE = _code(
    "API402", "nobody may see what is embedded", "An embed that no reader of the list may read would be a hole."
)
API_REVEALS = _code("API403", "hidden member in sort or search", "Order and matches reveal what a caller may not see.")
API_PATH = _code("API404", "path changed", "One request could have meant two paths, or a path cannot hold the text.")
API_SHADOWED = _code("API405", "path hides a row", "A fixed word stands where a row's key stands: that row is lost.")
DB_INEXACT_DECIMAL = _code(
    "DB009", "decimals kept as floating point", "This database has no exact decimal type that compares and sorts."
)
DB_TRIGGER_INSTEAD = _code(
    "DB010", "constraint held by a trigger", "The database has no constraint that says it; a trigger does."
)
DB_NUL = _code("DB011", "NUL character", "No database keeps a NUL character in a text.", 'says: "\\0"')
DB_UNIQUE_APART = _code(
    "DB016", "unique within a tenant only", "Where each tenant has a place of its own, no key reaches across them."
)
DB_TEXT_KEY = _code("DB012", "long text in a key", "The database indexes only the beginning of long texts.")
MOD_OPTION = _code("MOD317", "unknown option", "Structural options come from a closed list.", "stack: {auth: jtw}")
DB_KEY_LEFT_OUT = _code(
    "DB013",
    "foreign key left to the application",
    "This database looks at keys with every statement; a circle of required ones could never be written.",
)
DB_POLICY_WIDER = _code(
    "DB014",
    "row security wider than the rule",
    "Policies speak of columns, conditions and walks to one account; the application holds the rest of the rule.",
)
DB_COMPUTED_BY_APPLICATION = _code(
    "DB015",
    "computed by the application",
    "No generated column and no trigger can compute it; the application does in the same transaction.",
)

CAT_CONDITION = _code("CAT601", "wrong condition", "Conditions are facts joined by all, any and not.", "when: [a]")
CAT_FACT = _code("CAT602", "unknown fact", "A misspelt fact would never be true.", "when: {entity.has_pi: true}")
CAT_VALUE = _code("CAT603", "value a fact never has", "The condition could never hold.", "when: {entity.rows: many}")
CAT_SUBJECT = _code(
    "CAT604", "fact of another subject", "An item is asked of one kind of element and what that belongs to."
)
CAT_STAGE = _code("CAT605", "fact known too late", "Decisions are taken before the plan they shape is there.")
CAT_NEVER = _code("CAT606", "can never fire", "No design could meet the condition.")
CAT_DUPLICATE = _code("CAT607", "id used twice", "Ids never change and name one item.")
CAT_PLACEHOLDER = _code("CAT608", "unknown placeholder", "Sentences name facts and the element they are about.")
CAT_GENERIC = _code("CAT609", "sentence about nothing", "A sentence of a plan names an element or a figure of it.")
CAT_MARKS = _code("CAT610", "marks do not fit the criteria", "Every option has a mark from 0 to 10 per criterion.")
CAT_CYCLE = _code("CAT611", "decisions wait for each other", "A decision reads only what was decided before it.")
CAT_REFERENCE = _code("CAT612", "unknown item", "Items name each other by id.")
CAT_FOLDER = _code("CAT613", "no catalog there", "A catalog is a folder with folders of the known names.")
MOD_ROLE_CYCLE = _code("MOD318", "roles in a circle", "Nobody can inherit from itself.", "roles: {a: {extends: a}}")
MOD_LINK = _code("MOD319", "link leads nowhere", "What is gone by must refer to both ends.", "guest: via Order")
MOD_MEMBER = _code("MOD320", "member cannot do that", "Not every member can be sorted, searched, set or counted from.")
MOD_COMPUTED = _code("MOD321", "computed in a circle", "Nothing can be computed from itself.", "a: int computed=a+1")
MOD_NEARLY = _code(
    "MOD322", "nearly a known word", "Other words are kept, but nothing is decided by them.", "mfaa: true"
)
MOD_PARTS_DEEP = _code("MOD323", "parts too deep", "What is created inline nests one level for each part of a part.")
