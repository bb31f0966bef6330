"""Decides what the design leaves open: vetoes first, then a normalised weighted sum that explains itself.

The architect's own word always wins; what the sum would have said stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from planner.model.catalog import Condition, Criterion, DecisionItem, Option, Veto
from planner.model.decisions import Decision, Flip, Scored, Term
from planner.rules.facts import Known
from planner.rules.when import explain, reply, truth
from planner.rules.wording import fill
from planner.rules.world import World

TIE = 0.05
"""Two options this close are for a person to tell apart."""
_HALF = 5
"""Of ten; a mark must be above it to be told as a reason."""


def decide(items: Iterable[DecisionItem], world: World) -> tuple[Decision, ...]:
    """Every decision that arises, in order; each outcome is there for those after it."""
    decisions = []
    for item in items:
        if item.applies is not None and truth(item.applies, world, world.whole) is not True and not _own(item, world):
            continue
        decision = _decided(item, world)
        world.options[item.id] = decision.option
        decisions.append(decision)
    return tuple(decisions)


def outcome(item: DecisionItem, world: World) -> str | None:
    """The option alone, without its reasons; None where the choice does not arise."""
    own = _own(item, world)
    if own is not None:
        option = item.option(own[0])
        return option.id if option else own[0]
    if item.applies is not None and truth(item.applies, world, world.whole) is not True:
        return None
    weights = tuple((c.id, _weight(c, world)) for c in item.criteria)
    standing = [o for o in item.options if not _is_vetoed(o, world)] or list(item.options)
    return max(standing, key=lambda o: round(sum(w * o.marks[c] for c, w in weights), 6)).id


def _weight(criterion: Criterion, world: World) -> float:
    weight = criterion.weight
    for raised in criterion.raises:
        if truth(raised.when, world, world.whole) is True:
            weight = raised.weight
    return weight


def _own(item: DecisionItem, world: World) -> tuple[str, str, str] | None:
    """The architect's own word: the option, the path it stands at, the reason given."""
    for choice in world.design.choices:
        if choice.topic == item.id:
            return choice.option, choice.path, choice.because
    return _said(item, world) if item.said else None


def _said(item: DecisionItem, world: World) -> tuple[str, str, str] | None:
    """The word the design says; of a list only one that names an option alone, of a figure nothing."""
    found = reply(item.said, world, world.whole)
    if not isinstance(found, Known):
        return None
    word = found.value[0] if isinstance(found.value, tuple) and len(found.value) == 1 else found.value
    if not isinstance(word, str):
        return None
    if item.option(word) is None and (word is not found.value or not item.open):
        return None
    return word, found.because[0], ""


class _Weighed(Struct, frozen=True):
    """What a criterion weighs in this design, for every option alike, and why where that is not the usual."""

    criterion: str
    weight: float
    because: str


def _decided(item: DecisionItem, world: World) -> Decision:
    weighed = tuple([_weighed(c, world) for c in item.criteria])
    scores = tuple(sorted([_scored(option, weighed, world) for option in item.options], key=_rank))
    best = scores[0]
    own = _own(item, world)
    if own is not None:
        return _overruled(item, world, scores, own)
    runner_up = next((s for s in scores[1:] if not s.vetoed), None)
    margin = best.score - runner_up.score if runner_up else 1.0
    decision = _told(item, item.option(best.option), best.option, scores, world)
    return replace(
        decision,
        source="planner",
        reason=_reason(item, best, scores, world),
        because=_because(item, world),
        runner_up=runner_up.option if runner_up else "",
        margin=round(margin, 4),
        tie=runner_up is not None and margin < TIE,
        flips=tuple(_flips(item, scores, world)),
    )


def _told(item: DecisionItem, option: Option | None, word: str, scores: tuple[Scored, ...], world: World) -> Decision:
    return Decision(
        f"decision.{item.id}",
        item.id,
        option.id if option else word,
        "planner",
        "",
        item.changes,
        title=item.title,
        option_title=option.title if option else word,
        scores=scores,
        gains=fill(option.gains, world, world.whole) if option else "",
        costs=fill(option.costs, world, world.whole) if option else "",
        confirm=item.confirm,
        revisit=fill(item.revisit, world, world.whole),
        refs=item.refs,
        hard_to_reverse=item.hard_to_reverse,
    )


def _overruled(item: DecisionItem, world: World, scores: tuple[Scored, ...], own: tuple[str, str, str]) -> Decision:
    word, path, because = own
    option = item.option(word)
    best = next((s for s in scores if not s.vetoed), scores[0])
    other = best.option if option is not None and best.option != option.id else ""
    decision = _told(item, option, word, scores, world)
    return replace(
        decision,
        source="choice" if path.startswith("choices") else "design",
        reason=because or "the design says so",
        because=(path,),
        runner_up=other,
        overruled=other,
    )


def _rank(scored: Scored) -> tuple[bool, float]:
    return bool(scored.vetoed), -scored.score


def _scored(option: Option, weighed: tuple[_Weighed, ...], world: World) -> Scored:
    terms = tuple([Term(w.criterion, w.weight, option.marks[w.criterion], w.because) for w in weighed])
    return Scored(option.id, option.title, _score(terms), terms, _veto(option.vetoes, world))


def _score(terms: tuple[Term, ...], criterion: str = "", weight: float = 0.0) -> float:
    """The normalised sum; if one criterion weighed so much."""
    weights = [weight if t.criterion == criterion else t.weight for t in terms]
    total = sum(weights)
    return round(sum(w * t.mark for w, t in zip(weights, terms, strict=True)) / (10 * total), 4) if total else 0.0


def _weighed(criterion: Criterion, world: World) -> _Weighed:
    weight, because = criterion.weight, ""
    for raised in criterion.raises:
        if truth(raised.when, world, world.whole) is True:
            weight, because = raised.weight, fill(raised.because, world, world.whole)
    return _Weighed(criterion.id, weight, because)


def _is_vetoed(option: Option, world: World) -> bool:
    return any(truth(veto.when, world, world.whole) is True for veto in option.vetoes)


def _veto(vetoes: tuple[Veto, ...], world: World) -> str:
    for veto in vetoes:
        if truth(veto.when, world, world.whole) is True:
            return fill(veto.because, world, world.whole)
    return ""


def _reason(item: DecisionItem, best: Scored, scores: tuple[Scored, ...], world: World) -> str:
    """First the reason: the criteria that weigh most here and speak for the winner, then what was ruled out."""
    others = [s for s in scores if s.option != best.option and not s.vetoed]
    says = {c.id: c.says for c in item.criteria}
    against = others[0] if others else None
    ahead = sorted(best.terms, key=lambda t: -_lead(t, against))
    telling = _strong([t for t in ahead if _lead(t, against) > 0][:2])
    parts = [t.because or _marked(t, says[t.criterion], against) for t in telling]
    ruled_out = [f"{s.title} is ruled out: {s.vetoed}" for s in scores if s.vetoed]
    if not parts and not ruled_out:
        parts = [f"nothing in {world.design.name} tells the options apart"]
    return "; ".join(dict.fromkeys((*parts, *ruled_out[:2])))


def _strong(telling: list[Term]) -> list[Term]:
    """A mark in the lower half speaks for nobody, though others have less; unless it is all there is."""
    return [t for t in telling if t.because or t.mark > _HALF] or telling


def _marked(term: Term, says: str, other: Scored | None) -> str:
    if other is None:
        return f"{says} ({term.mark:g} of 10)"
    mark = next(t.mark for t in other.terms if t.criterion == term.criterion)
    return f"{says} ({term.mark:g} of 10; {other.title}: {mark:g})"


def _lead(term: Term, other: Scored | None) -> float:
    if other is None:
        return term.weight * term.mark
    mark = next(t.mark for t in other.terms if t.criterion == term.criterion)
    return term.weight * (term.mark - mark)


def _because(item: DecisionItem, world: World) -> tuple[str, ...]:
    """Every line that some condition of the item rests on as it came out."""
    found: dict[str, None] = {}
    for condition in _conditions(item):
        grounds = explain(condition, world, world.whole)
        if grounds.truth is True:
            found.update(dict.fromkeys(grounds.because))
    return tuple(path for path in found if path)


def _conditions(item: DecisionItem) -> Iterator[Condition]:
    if item.applies is not None:
        yield item.applies
    for criterion in item.criteria:
        yield from (r.when for r in criterion.raises)
    for option in item.options:
        yield from (v.when for v in option.vetoes)


def _flips(item: DecisionItem, scores: tuple[Scored, ...], world: World) -> Iterator[Flip]:
    """The weights, then the unanswered questions, that would put another option first."""
    best = scores[0]
    for other in scores[1:]:
        if not other.vetoed:
            yield from _weight_flips(best, other, item)
            break
    yield from _answer_flips(item, scores, world)


def _weight_flips(best: Scored, other: Scored, item: DecisionItem) -> Iterator[Flip]:
    """Σ w(a−b) = 0 solved for one weight, the others as they are."""
    gap = sum(a.weight * (a.mark - b.mark) for a, b in zip(best.terms, other.terms, strict=True))
    for a, b, criterion in zip(best.terms, other.terms, item.criteria, strict=True):
        difference = a.mark - b.mark
        if difference < 0:
            needed = a.weight - gap / difference
            if 0 <= needed <= 10:
                yield Flip(other.option, "weight", f"{criterion.says}: {_moved(needed, a.weight)}")


def _moved(needed: float, weight: float) -> str:
    """The weight that would turn it; where two options are level, any that is higher."""
    new, old = f"{needed:.3g}", f"{weight:.3g}"
    return f"weight above {old}" if new == old else f"weight {new} instead of {old}"


def _answer_flips(item: DecisionItem, scores: tuple[Scored, ...], world: World) -> Iterator[Flip]:
    """Conditions nobody has answered: what if each were true?"""
    best = scores[0]
    second = next((s.option for s in scores if s.option != best.option), "")
    seen: set[str] = set()
    for criterion in item.criteria:
        for raised in criterion.raises:
            grounds = explain(raised.when, world, world.whole)
            if grounds.truth is None:
                winner = _winner_if(item, scores, criterion.id, raised.weight)
                for path in grounds.asks[:1]:
                    if winner != best.option and path not in seen:
                        seen.add(path)
                        yield Flip(winner, "answer", _supposed(raised.because, world) or path, path)
    for option in item.options:
        for veto in option.vetoes:
            grounds = explain(veto.when, world, world.whole)
            if grounds.truth is None and option.id == best.option:
                for path in grounds.asks[:1]:
                    if path not in seen:
                        seen.add(path)
                        yield Flip(second, "answer", _supposed(veto.because, world), path)


def _supposed(because: str, world: World) -> str:
    """The reason as it would be said: behind `if` a number that nobody has said is one that is large enough."""
    return fill(because, world, world.whole).replace("an unsaid number of", "enough")


def _winner_if(item: DecisionItem, scores: tuple[Scored, ...], criterion: str, weight: float) -> str:
    """Who would be first if one criterion weighed so much; of equals the one that the catalog names first."""
    by_id = {s.option: s for s in scores}
    in_order = [by_id[o.id] for o in item.options]
    return min(in_order, key=lambda s: (bool(s.vetoed), -_score(s.terms, criterion, weight))).option
