"""Contracts for tests: a design as YAML, derived; the parts of a contract by their ids."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from planner.derive.api import derive_api
from planner.derive.infer import infer
from planner.derive.settings import settle
from planner.diagnostics import Diagnostic
from planner.model.api import Api, Member, Operation, Payload
from planner.model.design import Design
from planner.read.design import read_design_text

EXAMPLES = Path(__file__).parents[2] / "examples"


class Derived(Struct, frozen=True):
    """A contract with lookups that fail loudly."""

    api: Api
    notes: tuple[Diagnostic, ...]

    def operation(self, id: str) -> Operation:
        return next(o for o in self.api.operations if o.id == f"op.{id}")

    def has(self, id: str) -> bool:
        return any(o.id == f"op.{id}" for o in self.api.operations)

    def payload(self, name: str | None) -> Payload:
        return next(p for p in self.api.payloads if p.name == name)

    def member(self, payload: str, name: str) -> Member:
        return next(m for m in self.payload(payload).members if m.name == name)

    def names(self, payload: str | None) -> list[str]:
        return [m.name for m in self.payload(payload).members]

    def query(self, id: str) -> list[str]:
        return [p.name for p in self.operation(id).parameters if p.place == "query"]

    def codes(self) -> list[str]:
        return [d.code for d in self.notes]


def derived(design: Design) -> Derived:
    domain = infer(design)
    api, notes = derive_api(domain, design, settle(design, domain).settings)
    return Derived(api, notes)


def contract_of(text: str) -> Derived:
    reading = read_design_text(f"planner: 1\nname: T\nsummary: T.\n{text}")
    assert reading.design is not None, [str(d) for d in reading.diagnostics]
    assert not reading.diagnostics, [str(d) for d in reading.diagnostics]
    return derived(reading.design)


def example(name: str) -> Derived:
    reading = read_design_text((EXAMPLES / f"{name}.yaml").read_text(), f"{name}.yaml")
    assert reading.design is not None
    return derived(reading.design)
