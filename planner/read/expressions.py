"""The expression language of checks, computed fields and row conditions: text -> tree, or a slip with its position."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, cast

from msgspec import Struct

from planner.model.expressions import (
    Aggregate,
    Among,
    Arithmetic,
    Compare,
    Comparison,
    Constant,
    Expression,
    Function,
    IsNull,
    Logic,
    Name,
    Not,
)

MAX_LENGTH = 4_000
MAX_DEPTH = 40
MAX_NUMBER = 40
MAX_OPERATORS = 100
_COMPARISONS = ("<=", ">=", "!=", "<>", "==", "=", "<", ">")
_SYMBOLS = (*_COMPARISONS, "(", ")", "|", ",", "+", "-", "*")
_FUNCTIONS = frozenset({"sum", "count", "min", "max"})
_DIGITS = frozenset("0123456789")
_WORD_EXTRA = frozenset("_.")


class Slip(Struct, frozen=True):
    """What is wrong with a text, at which offset."""

    offset: int
    message: str
    hint: str = ""


class _Token(Struct, frozen=True):
    kind: Literal["word", "number", "text", "symbol", "end"]
    text: str
    offset: int


class _Fault(Exception):
    def __init__(self, slip: Slip) -> None:
        super().__init__(slip.message)
        self.slip = slip


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression | Slip:
    """The expression a text states."""
    if len(text) > MAX_LENGTH:
        return Slip(0, f"the expression is longer than {MAX_LENGTH:,} characters")
    try:
        parser = _Parser(_tokens(text))
        result = parser.disjunction(0)
        parser.finish()
    except _Fault as fault:
        return fault.slip
    return result


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter.isspace():
            at += 1
            continue
        end, kind = _token_end(text, at)
        found.append(_Token(kind, text[at:end], at))
        at = end
    found.append(_Token("end", "", len(text)))
    return found


def _token_end(text: str, at: int) -> tuple[int, Literal["word", "number", "text", "symbol"]]:
    letter = text[at]
    if letter in "'\"":
        end = text.find(letter, at + 1)
        if end < 0:
            raise _Fault(Slip(at, "the quote is not closed"))
        return end + 1, "text"
    if letter in _DIGITS:
        end = at
        while end < len(text) and (text[end] in _DIGITS or (text[end] == "." and text[end + 1 : end + 2].isdecimal())):
            end += 1
        if end - at > MAX_NUMBER:
            raise _Fault(Slip(at, f"the number has more than {MAX_NUMBER} digits"))
        if text.count(".", at, end) > 1:
            raise _Fault(Slip(at, f"'{text[at:end]}' is no number"))
        return end, "number"
    if letter.isalpha() or letter == "_":
        end = at
        while end < len(text) and (text[end].isalnum() or text[end] in _WORD_EXTRA):
            end += 1
        return end, "word"
    for symbol in _SYMBOLS:
        if text.startswith(symbol, at):
            return at + len(symbol), "symbol"
    raise _Fault(
        Slip(at, f"'{letter}' means nothing in an expression", "known are and or not in is null = != < <= > >= + - *")
    )


class _Parser:
    """Recursive descent with a depth limit; a chain of `+` is as deep a tree as it is long, so it has one too."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.operators = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def word(self, *words: str) -> bool:
        """Takes the token if it is one of these words."""
        if self.token.kind == "word" and self.token.text.lower() in words:
            self.at += 1
            return True
        return False

    def symbol(self, symbol: str) -> bool:
        """Takes the token if it is this symbol."""
        if self.token.kind == "symbol" and self.token.text == symbol:
            self.at += 1
            return True
        return False

    def fail(self, wanted: str) -> _Fault:
        """What was wanted where something else stands."""
        found = f"'{self.token.text}'" if self.token.text else "the end"
        return _Fault(Slip(self.token.offset, f"{wanted} expected, found {found}"))

    def finish(self) -> None:
        """Nothing may follow."""
        if self.token.kind != "end":
            raise self.fail("the end of the expression")

    def disjunction(self, depth: int) -> Expression:
        """`a or b`."""
        if depth > MAX_DEPTH:
            raise _Fault(Slip(self.token.offset, f"nested deeper than {MAX_DEPTH} levels"))
        operands = [self.conjunction(depth)]
        while self.word("or"):
            operands.append(self.conjunction(depth))
        return operands[0] if len(operands) == 1 else Logic("or", tuple(operands))

    def conjunction(self, depth: int) -> Expression:
        """`a and b`."""
        operands = [self.negation(depth)]
        while self.word("and"):
            operands.append(self.negation(depth))
        return operands[0] if len(operands) == 1 else Logic("and", tuple(operands))

    def negation(self, depth: int) -> Expression:
        """`not a`."""
        if depth > MAX_DEPTH:
            raise _Fault(Slip(self.token.offset, f"nested deeper than {MAX_DEPTH} levels"))
        return Not(self.negation(depth + 1)) if self.word("not") else self.comparison(depth)

    def comparison(self, depth: int) -> Expression:
        """`a = b`, `a in (b | c)`, `a is null`."""
        left = self.total(depth)
        if self.token.kind == "symbol" and self.token.text in _COMPARISONS:
            operator = {"==": "=", "<>": "!="}.get(self.token.text, self.token.text)
            self.at += 1
            return Compare(left, cast(Comparison, operator), self.total(depth))
        if self.word("is"):
            negated = self.word("not")
            if not self.word("null"):
                raise self.fail("`null`")
            return IsNull(left, negated)
        if self.word("in"):
            return Among(left, self.values(depth))
        if self.word("not"):
            if not self.word("in"):
                raise self.fail("`in`")
            return Among(left, self.values(depth), negated=True)
        return left

    def values(self, depth: int) -> tuple[Expression, ...]:
        """`(a | b)`."""
        if not self.symbol("("):
            raise self.fail("`(`")
        found = [self.total(depth + 1)]
        while self.symbol("|") or self.symbol(","):
            found.append(self.total(depth + 1))
        if not self.symbol(")"):
            raise self.fail("`|` or `)`")
        return tuple(found)

    def total(self, depth: int) -> Expression:
        """`a + b - c`."""
        left = self.product(depth)
        while self.token.kind == "symbol" and self.token.text in "+-":
            operator = self.token.text
            self.at += 1
            left = self.joined(cast(Literal["+", "-", "*"], operator), left, self.product(depth))
        return left

    def product(self, depth: int) -> Expression:
        """`a * b`."""
        left = self.atom(depth)
        while self.symbol("*"):
            left = self.joined("*", left, self.atom(depth))
        return left

    def joined(self, operator: Literal["+", "-", "*"], left: Expression, right: Expression) -> Arithmetic:
        """Two terms; there may be only so many in one expression."""
        self.operators += 1
        if self.operators > MAX_OPERATORS:
            raise _Fault(Slip(self.token.offset, f"more than {MAX_OPERATORS} terms", "split it into computed fields"))
        return Arithmetic(operator, left, right)

    def atom(self, depth: int) -> Expression:
        """A literal, a name, an aggregate or something in parentheses."""
        token = self.token
        if self.symbol("("):
            inner = self.disjunction(depth + 1)
            if not self.symbol(")"):
                raise self.fail("`)`")
            return inner
        if self.symbol("-"):
            number = self.token
            if number.kind != "number":
                raise self.fail("a number")
            self.at += 1
            return Constant("number", f"-{number.text}")
        if token.kind not in ("number", "text", "word"):
            raise self.fail("a name or a value")
        self.at += 1
        if token.kind == "number":
            return Constant("number", token.text)
        if token.kind == "text":
            return Constant("text", token.text[1:-1])
        return self.named(token, depth)

    def named(self, token: _Token, depth: int) -> Expression:
        """A word: `true`, a function's name, or a column."""
        word = token.text.lower()
        if word in ("true", "false"):
            return Constant("bool", word)
        if word in _FUNCTIONS and self.symbol("("):
            return self.aggregate(cast(Function, word), depth)
        parts = tuple(token.text.split("."))
        if not all(parts):
            raise _Fault(Slip(token.offset, f"'{token.text}' has an empty part"))
        return Name(parts)

    def aggregate(self, function: Function, depth: int) -> Expression:
        """`sum(over [where condition] [per column, …])`."""
        over = self.total(depth + 1)
        where = self.disjunction(depth + 1) if self.word("where") else None
        per: list[str] = []
        if self.word("per"):
            per.append(self.column())
            while self.symbol(","):
                per.append(self.column())
        if not self.symbol(")"):
            raise self.fail("`)`")
        return Aggregate(function, over, where, tuple(per))

    def column(self) -> str:
        """A bare name."""
        token = self.token
        if token.kind != "word":
            raise self.fail("a name")
        self.at += 1
        return token.text
