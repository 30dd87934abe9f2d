"""Figures summed up. A sum is a count by what is counted, so that days are added to a period."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from services.appeals.contract.figures import (
    CauseFigures,
    RemedyFigures,
    ReviewerFigures,
    Spread,
)
from services.appeals.contract.words import Verdict
from services.appeals.domain.recording.figures import Figure, FigureKind
from services.membership.contract.words import Cause, RemedyKind

K = FigureKind
Sums = Counter[tuple[str, ...]]
DAY = timedelta(days=1)
_DIGITS = 3


class KeptDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day (UTC) that is over. `open`: appeals at its end; `sums`: of what happened in it."""

    day: date
    open: int
    sums: tuple[tuple[tuple[str, ...], int], ...]

    @property
    def end(self) -> datetime:
        return begin_of(self.day) + DAY


def begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def sums_of(figures: Iterable[Figure]) -> Sums:
    found: Sums = Counter()
    for one in figures:
        for key, count in _counted(one):
            found[key] += count
    return found


def together(days: Iterable[KeptDay]) -> Sums:
    found: Sums = Counter()
    for one in days:
        found.update(dict(one.sums))
    return found


def _counted(one: Figure) -> Iterator[tuple[tuple[str, ...], int]]:
    match one.kind:
        case K.SUBMITTED:
            yield (K.SUBMITTED,), 1
        case K.OPENED:
            yield (K.OPENED,), 1
        case K.ENDED:
            yield (K.OPENED,), -1
        case K.ANSWERED:
            yield (K.ANSWERED, str(rounded(one.seconds))), 1
        case K.DECIDED:
            yield (K.DECIDED, str(rounded(one.seconds))), 1
            if one.cause is not None and one.verdict is not None:
                yield ("verdict", one.cause, one.verdict), 1
            if one.reviewer:
                yield ("reviewer", one.reviewer), 1
        case K.REMEDIED if one.remedy is not None:
            yield (K.REMEDIED, one.remedy), 1
            yield ("days", one.remedy), one.days
            yield ("credited", one.remedy), one.credited


def rounded(seconds: int) -> int:
    """Down to three digits: so that a year has few different times."""
    step: int = 10 ** max(len(str(seconds)) - _DIGITS, 0)
    return seconds // step * step


def of(sums: Sums, *key: str) -> Counter[str]:
    """By the last part of the key."""
    return Counter({k[-1]: n for k, n in sums.items() if k[:-1] == key})


def spread(seconds: Mapping[str, int]) -> Spread:
    """How often each time was taken. Percentiles by nearest rank."""
    ordered = sorted((int(time), count) for time, count in seconds.items())
    total = sum(count for _, count in ordered)
    return Spread(count=total, median=_rank(ordered, total, 50), p90=_rank(ordered, total, 90))


def _rank(ordered: Iterable[tuple[int, int]], total: int, percent: int) -> int | None:
    rank = -(-percent * total // 100)
    for seconds, count in ordered:
        rank -= count
        if rank <= 0:
            return seconds
    return None


def by_cause(sums: Sums) -> tuple[CauseFigures, ...]:
    """Those with most decisions first."""
    found: dict[Cause, Counter[Verdict]] = defaultdict(Counter)
    for key, count in sums.items():
        if key[0] == "verdict":
            found[Cause(key[1])][Verdict(key[2])] += count
    most_first = sorted(found.items(), key=lambda item: (-item[1].total(), item[0]))
    return tuple(CauseFigures(cause=cause, verdicts=dict(of)) for cause, of in most_first)


def by_reviewer(sums: Sums, open_: Mapping[str, int]) -> tuple[ReviewerFigures, ...]:
    """Those with most to do first."""
    done = of(sums, "reviewer")
    has = Counter({name: count for name, count in open_.items() if count})
    names = sorted({*done, *has}, key=lambda name: (-has[name], -done[name], name))
    return tuple(
        ReviewerFigures(reviewer=name, open=has[name], decided=done[name]) for name in names
    )


def by_remedy(sums: Sums) -> tuple[RemedyFigures, ...]:
    days, credited = of(sums, "days"), of(sums, "credited")
    return tuple(
        RemedyFigures(
            remedy=RemedyKind(remedy), count=count, days=days[remedy], credited=credited[remedy]
        )
        for remedy, count in sorted(of(sums, K.REMEDIED).items())
    )
