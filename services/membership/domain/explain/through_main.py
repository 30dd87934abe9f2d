"""What a backup without a running membership of its own has through its main, or had: said beside
why the own one does not run."""

from collections.abc import Iterator
from typing import Any

from services.membership.contract import link_events as e
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.sentences import Statement, claim


def through_main(facts: Facts) -> Iterator[Statement]:
    if facts.out is None:
        return
    if facts.view.cover is not None and facts.view.cover.in_use:
        yield from _has(facts)
    else:
        yield from _had(facts)


def _has(facts: Facts) -> Iterator[Statement]:
    cover = facts.view.cover
    told: list[HistoryEntry[Any]] = [*facts.all_of(e.CoverBegan), *facts.all_of(e.CoverChanged)]
    if cover is None or not told:
        return
    yield claim(
        "作为会员 {main} 的备用会员，您目前仍享受「{plan}」的权益。",
        "As a backup of {main} you have the benefits of {plan} all the same.",
        on=facts.proof(max(told, key=lambda one: one.envelope.version)),
        main=cover.main,
        plan=cover.plan.name,
    )


def _had(facts: Facts) -> Iterator[Statement]:
    """The last that was in use."""
    ended: list[HistoryEntry[Any]] = [one for one in facts.all_of(e.CoverEnded) if one.body.in_use]
    unlinked: list[HistoryEntry[Any]] = [
        one for one in facts.all_of(e.LinkEnded) if one.body.in_use
    ]
    last = max((*ended, *unlinked), key=lambda one: one.envelope.version, default=None)
    if last is None:
        return
    main = last.body.main if isinstance(last.body, e.CoverEnded) else last.body.other
    yield claim(
        "您作为会员 {main} 的备用会员享受的权益，已于 {at} 结束。",
        "What you had as a backup of {main} ended on {at}.",
        on=facts.proof(last),
        main=main,
        at=facts.formatter.when(last.envelope.happened_at),
    )
