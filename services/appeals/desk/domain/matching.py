"""Which rule an appeal comes under, and which rules no appeal can ever come under."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from services.appeals.contract.desk_rules import QueueCondition, QueueRule
from services.appeals.desk.domain.facts import QueueFacts


class Question(NamedTuple):
    """One thing that a condition may say. `said`: its field; `of`: the field of the facts."""

    said: str
    of: str
    meets: Callable[[Any, Any], bool]


def _one_of(said: tuple[Any, ...], known: Any) -> bool:
    return not said or known in said


def _same(said: bool | None, known: bool) -> bool:
    return said is None or known is said


def _at_least(said: float | None, known: float | None) -> bool:
    return said is None or (known is not None and known >= said)


def _at_most(said: float | None, known: float | None) -> bool:
    return said is None or (known is not None and known <= said)


QUESTIONS = (
    Question("causes", "cause", _one_of),
    Question("opened_because", "opened_because", _one_of),
    Question("security", "security", _same),
    Question("escalated", "escalated", _same),
    Question("late", "late", _same),
    Question("incident", "incident", _same),
    Question("paid_at_least", "paid", _at_least),
    Question("plan_rank_at_least", "plan_rank", _at_least),
    Question("claimed_at_least", "claimed", _at_least),
    Question("age_at_least", "age", _at_least),
    Question("left_at_most", "left", _at_most),
)


def holds(when: QueueCondition, facts: QueueFacts) -> bool:
    return all(one.meets(getattr(when, one.said), getattr(facts, one.of)) for one in QUESTIONS)


def first_that_holds(rules: Sequence[QueueRule], facts: QueueFacts) -> QueueRule:
    """The last of checked rules holds always."""
    return next(rule for rule in rules if holds(rule.when, facts))


Box = tuple[frozenset[Any], ...]
"""Of each question those of the telling answers that a condition is met by."""


def unreachable(rules: Sequence[QueueRule]) -> list[QueueRule]:
    """Those before which others hold wherever they do, each alone or all together."""
    answers = [_telling(one, rules) for one in QUESTIONS]
    boxes = [_box(rule.when, answers) for rule in rules]
    return [rule for n, rule in enumerate(rules) if _covered(boxes[n], boxes[:n])]


def _telling(question: Question, rules: Iterable[QueueRule]) -> frozenset[Any]:
    """Answers that stand for all there are: between two that conditions name, no condition tells
    apart. None stands for what none of them names, and for what is not known."""
    if question.meets is _same:
        return frozenset({True, False})
    said = (getattr(rule.when, question.said) for rule in rules)
    if question.meets is _one_of:
        return frozenset({None, *(one for some in said for one in some)})
    return frozenset({None, *said})


def _box(when: QueueCondition, answers: Sequence[frozenset[Any]]) -> Box:
    return tuple(
        frozenset(answer for answer in some if one.meets(getattr(when, one.said), answer))
        for one, some in zip(QUESTIONS, answers, strict=True)
    )


def _covered(region: Box, boxes: Sequence[Box]) -> bool:
    """Whether every point of the region lies in one of the boxes: what lies outside of the first,
    one side after the other, has to lie in the others."""
    if not boxes:
        return False
    first, others = boxes[0], boxes[1:]
    for side, within in enumerate(first):
        outside = region[side] - within
        if outside and not _covered(_with(region, side, outside), others):
            return False
        region = _with(region, side, region[side] & within)
        if not region[side]:
            return True
    return True


def _with(region: Box, side: int, answers: frozenset[Any]) -> Box:
    return (*region[:side], answers, *region[side + 1 :])
