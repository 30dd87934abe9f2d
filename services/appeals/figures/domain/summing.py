"""Figures summed up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from services.appeals.contract.figures import (
    CauseFigures,
    RemedyFigures,
    ReviewerFigures,
    Spread,
)
from services.appeals.contract.words import Verdict
from services.appeals.domain.recording.figures import Figure, FigureKind
from services.membership.contract.words import Cause


def spread(seconds: Iterable[int]) -> Spread:
    """Percentiles by nearest rank: each is a time that an appeal really took."""
    ordered = sorted(seconds)
    return Spread(count=len(ordered), median=_rank(ordered, 50), p90=_rank(ordered, 90))


def _rank(ordered: Sequence[int], percent: int) -> int | None:
    if not ordered:
        return None
    return ordered[-(-percent * len(ordered) // 100) - 1]


def of_kind(figures: Iterable[Figure], kind: FigureKind) -> list[Figure]:
    return [one for one in figures if one.kind is kind]


def by_cause(decided: Iterable[Figure]) -> tuple[CauseFigures, ...]:
    """Those with most decisions first."""
    found: dict[Cause, Counter[Verdict]] = defaultdict(Counter)
    for one in decided:
        if one.cause is not None and one.verdict is not None:
            found[one.cause][one.verdict] += 1
    most_first = sorted(found.items(), key=lambda item: (-item[1].total(), item[0]))
    return tuple(CauseFigures(cause=cause, verdicts=dict(of)) for cause, of in most_first)


def by_reviewer(decided: Iterable[Figure], open_: dict[str, int]) -> tuple[ReviewerFigures, ...]:
    """Those with most to do first."""
    done = Counter(one.reviewer for one in decided if one.reviewer)
    names = sorted({*done, *open_}, key=lambda name: (-open_.get(name, 0), -done[name], name))
    return tuple(
        ReviewerFigures(reviewer=name, open=open_.get(name, 0), decided=done[name])
        for name in names
    )


def by_remedy(remedied: Iterable[Figure]) -> tuple[RemedyFigures, ...]:
    found = defaultdict(list)
    for one in remedied:
        if one.remedy is not None:
            found[one.remedy].append(one)
    return tuple(
        RemedyFigures(
            remedy=remedy,
            count=len(of),
            days=sum(one.days for one in of),
            credited=sum(one.credited for one in of),
        )
        for remedy, of in sorted(found.items())
    )
