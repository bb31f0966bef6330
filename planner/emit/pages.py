"""The pages of templates/, compiled: `python -m planner.emit.precompile` writes this file, nobody else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.emit.build_order import OrderView
    from planner.emit.conventions import ConventionsView
    from planner.emit.decisions import RecordView
    from planner.emit.document import PlanView
    from planner.emit.risks.page import RisksView


def build_order(view: OrderView) -> str:
    """`templates/build_order.md.j2` over its view."""
    out: list[str] = []
    say = out.append
    say(f"# Build order of {view.name}\n\n{view.summary}\n\n")
    if view.path:
        say("## Critical path\n\n")
        for link in view.path:
            say(f"1. {link}\n")
        say("\n")
    if view.schedule:
        say("## Who when\n\nHours from the start.\n\n| Hours | Person | Step |\n| --- | --- | --- |\n")
        for row in view.schedule:
            say(f"{row}\n")
        say("\n")
    if view.cuts:
        say("## Circles that were cut\n\n")
        for cut in view.cuts:
            say(f"- {cut}\n")
        say("\n")
    for wave in view.waves:
        say(f"## {wave.title}\n\n")
        for step in wave.steps:
            say(f"### {step.id}\n\n**{step.title}** · {step.facts}\n\n{step.says}\n\n")
            if step.needs:
                say("Waits for:\n\n")
                for need in step.needs:
                    say(f"- {need}\n")
                say("\n")
            if step.files:
                say(f"Files: {step.files}\n\n")
            say("Done when:\n\n")
            for criterion in step.criteria:
                say(f"- {criterion}\n")
            say("\n")
            for check in step.checks:
                say(f"```sh\n{check}\n```\n\n")
            if step.risks:
                say(f"Answers {step.risks}.\n\n")
            if step.cause:
                say(f"Because of `{step.cause}`.\n\n")
    return "".join(out)


def conventions(view: ConventionsView) -> str:
    """`templates/conventions.md.j2` over its view."""
    out: list[str] = []
    say = out.append
    say(f"# Conventions of {view.name}\n\n{view.summary}\n\n")
    if view.parts:
        say("## Stack\n\n| Part | Here |\n| --- | --- |\n")
        for part in view.parts:
            say(f"{part}\n")
        say("\n| To | Type |\n| --- | --- |\n")
        for command in view.commands:
            say(f"{command}\n")
        say("\n| File | Place |\n| --- | --- |\n")
        for place in view.layout:
            say(f"{place}\n")
        say("\n")
        for habit in view.habits:
            say(f"- {habit}\n")
        say("\n")
    for topic in view.topics:
        say(f"## {topic.title}\n\n")
        if topic.steps:
            say(f"For steps of kind {topic.steps}.\n\n")
        for standard in topic.standards:
            say(f"### {standard.title}\n\n{standard.why} (`{standard.id}`)\n\n{standard.head}\n{standard.rule}\n")
            for row in standard.rows:
                say(f"{row}\n")
            say("\n")
            if standard.refs:
                say(f"See {standard.refs}.\n\n")
    return "".join(out)


def decision(view: RecordView) -> str:
    """`templates/decision.md.j2` over its view."""
    out: list[str] = []
    say = out.append
    say(f"# {view.number}: {view.title}\n\nStatus: {view.status}\n\n## Context and problem statement\n\n{view.context}\n")
    if view.sources:
        say(f"It rests on {view.sources}.\n")
    say("\n## Considered options\n\n| Option | Sum | |\n| --- | --- | --- |\n")
    for option in view.options:
        say(f"| {option.title} | {option.score} | {option.verdict} |\n")
    say(f"\n## Decision outcome\n\nChosen: **{view.outcome}**: {view.reason}.\n\n### Consequences\n\n- Good: {view.gains}.\n- Bad: {view.costs}.\n\n### Confirmation\n\n```sh\n{view.confirm}\n```\n\n## The arithmetic\n\n")
    for term in view.terms:
        say(f"{term}\n")
    say("\n")
    if view.flips:
        say("## What would flip it\n\n")
        for flip in view.flips:
            say(f"- {flip}\n")
        say("\n")
    say(f"{view.revisit}\n")
    if view.refs:
        say(f"\nSee {view.refs}.\n")
    return "".join(out)


def plan(view: PlanView) -> str:
    """`templates/plan.md.j2` over its view."""
    out: list[str] = []
    say = out.append
    say(f"# Plan of {view.name}\n\n{view.summary}\n\n{view.size}\n\n")
    if view.risks:
        say("What needs attention first:\n\n")
        for risk in view.risks:
            say(f"- {risk}\n")
        say("\n")
    if view.waiting:
        say(f"{view.waiting}\n\n")
    if view.changes:
        say("## Changes since the last plan\n\n")
        for change in view.changes:
            say(f"- {change}\n")
        say("\n")
    say("## What six reviewers would say\n\n| View | Verdict | Why | Counted |\n| --- | --- | --- | --- |\n")
    for verdict in view.verdicts:
        say(f"{verdict}\n")
    say("\n")
    if view.tensions:
        say("What pulls against what:\n\n")
        for tension in view.tensions:
            say(f"- {tension}\n")
        say("\n")
    say(f"## Scope\n\nIn scope: {view.scope}.\n")
    if view.uncalled:
        say(f"Kept simple, as no line asks for more: {view.uncalled}.\n")
    say("\n")
    if view.glossary:
        say("| Word | Means |\n| --- | --- |\n")
        for word in view.glossary:
            say(f"{word}\n")
        say("\n")
    say("## Who acts\n\n")
    for role in view.roles:
        say(f"- {role}\n")
    say("\n")
    if view.certain:
        say("## What is certain\n\n")
        for line in view.certain:
            say(f"- {line}\n")
        say("\n")
    say("## Requirements\n\n")
    for requirement in view.requirements:
        say(f"- {requirement}\n")
    say("\n")
    if view.assumptions:
        say("## What was assumed\n\n")
        for assumption in view.assumptions:
            say(f"- {assumption}\n")
        say("\n")
    if view.questions:
        say("## Open questions\n\n")
        for question in view.questions:
            say(f"- {question}\n")
        say("\n")
    say("## Domain model\n\n")
    for entity in view.entities:
        say(f"### {entity.name}\n\n")
        if entity.says:
            say(f"{entity.says}\n\n")
        for fact in entity.facts:
            say(f"- {fact}\n")
        if entity.states:
            say(f"- {entity.states}\n")
        say("\n")
    if view.decisions:
        say("## Decisions\n\n| Decision | Outcome | Why |\n| --- | --- | --- |\n")
        for decision in view.decisions:
            say(f"{decision}\n")
        say("\n")
        if view.usual:
            say(f"As usual, for no line weighs on them: {view.usual}.\n\n")
    say(f"## Contract\n\n{view.contract}\n\n| Method | Path | What | Who |\n| --- | --- | --- | --- |\n")
    for operation in view.operations:
        say(f"{operation}\n")
    say("\n")
    if view.messages:
        say("## Messages\n\n")
        for message in view.messages:
            say(f"- {message}\n")
        say("\n")
    say(f"## Schema\n\n{view.schema}\n\n| Table | Columns | Indexes | What it holds |\n| --- | --- | --- | --- |\n")
    for table in view.tables:
        say(f"{table}\n")
    say("\n")
    if view.rules:
        say("## Business rules\n\n")
        for rule in view.rules:
            say(f"- {rule}\n")
        say("\n")
    if view.integrations:
        say("## Outside parties\n\n")
        for integration in view.integrations:
            say(f"- {integration}\n")
        say("\n")
    say("## How it carries the load\n\n")
    for sentence in view.capacity.sentences:
        say(f"- {sentence}\n")
    say("\n")
    if view.capacity.tables:
        say("| Table | Rows now | in 3 years | Size now | 1 year | 3 years | 5 years |\n| --- | --- | --- | --- | --- | --- | --- |\n")
        for table in view.capacity.tables:
            say(f"{table}\n")
        say("\n")
    if view.capacity.limits:
        say("What gives way first as load and data grow together:\n\n| What | Limit | 1× | 10× | 100× | 1000× | Reached | Figures |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
        for limit in view.capacity.limits:
            say(f"{limit}\n")
        say("\n")
        for cure in view.capacity.cures:
            say(f"1. {cure}\n")
        say("\n")
    if view.capacity.beyond:
        say(f"{view.capacity.beyond}\n\n")
    if view.capacity.assumed:
        say("Reckoned with until the design states it, under `controls.capacity` where no other path is given:\n\n")
        for line in view.capacity.assumed:
            say(f"- {line}\n")
        say("\n")
    say(f"## Order of work\n\n{view.order}\n\n")
    for phase in view.phases:
        say(f"- {phase}\n")
    say("\nThe longest chain:\n\n")
    for step in view.path:
        say(f"1. {step}\n")
    say("\n## How to know that it is done\n\n| Step | Last shown by | Prints |\n| --- | --- | --- |\n")
    for row in view.done:
        say(f"{row}\n")
    say(f"\n## What traces to what\n\n{view.coverage}\n\n| Requirement | Decisions | Operations | Tables | Steps | Tests |\n| --- | --- | --- | --- | --- | --- |\n")
    for row in view.matrix:
        say(f"{row}\n")
    return "".join(out)


def risks(view: RisksView) -> str:
    """`templates/risks.md.j2` over its view."""
    out: list[str] = []
    say = out.append
    say(f"# Risks of {view.name}\n\n{view.summary}\n\n")
    if view.contradictions:
        say("## What contradicts itself\n\n")
        for line in view.contradictions:
            say(f"- [ ] {line}\n")
        say("\n")
    for group in view.groups:
        say(f"## {group.title}\n\n")
        for rule in group.rules:
            say(f"### {rule.title}\n\n")
            for place in rule.places:
                say(f"- {place.box} {place.says}\n")
                for line in place.own:
                    say(f"  - {line}\n")
            say("\n")
            if rule.says:
                say(f"{rule.says}\n\n")
            for line in rule.lines:
                say(f"- {line}\n")
            say("\n")
    if view.held:
        say("## Answered by this design\n\n| hazard | where | answered by |\n| --- | --- | --- |\n")
        for row in view.held:
            say(f"| {row.rule} | {row.places} | {row.by} |\n")
        say("\n")
    if view.questions:
        say("## Open questions\n\n")
        for question in view.questions:
            say(f"- {question}\n")
        say("\n")
    return "".join(out)
