"""A page of a feed ends where a commit does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from infra.kernel.events import NEW, Draft, NumberedEvent, Origin, chain
from infra.kernel.feed import BEGINNING, FeedPage, Place
from infra.outbox.subscription import whole_commits
from services.shared.callers import SYSTEM

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Happened(msgspec.Struct, frozen=True):
    pass


def page(*commits: int, head: int) -> FeedPage:
    """Commits of so many events each, of one aggregate after another."""
    events: list[Any] = []
    for n, size in enumerate(commits):
        at = NOW + timedelta(seconds=n)
        drafts = [Draft(event=Happened(), happened_at=at)] * size
        events += chain(NEW, f"a-{n}", drafts, actor=SYSTEM, origin=Origin(), recorded_at=at)
    numbered = [NumberedEvent(number=i, event=event) for i, event in enumerate(events, 1)]
    upto = BEGINNING.past(numbered)
    return FeedPage(start=BEGINNING, events=tuple(numbered), upto=upto, head=Place(0, (head,)))


def test_a_commit_that_may_go_on_is_left_to_the_next_page() -> None:
    assert [e.number for e in whole_commits(page(2, 3, head=9))] == [1, 2]


def test_at_the_end_of_the_feed_every_commit_is_whole() -> None:
    assert len(whole_commits(page(2, 3, head=5))) == 5
    assert not whole_commits(page(head=0))


def test_a_commit_that_fills_a_page_is_handled_in_parts() -> None:
    assert len(whole_commits(page(4, head=9))) == 4


def test_each_partition_ends_where_a_commit_does() -> None:
    one, other = page(2, 3, head=9).events, page(1, 2, head=3).events
    moved = tuple(msgspec.structs.replace(e, layout=1, partition=1) for e in other)
    first = tuple(msgspec.structs.replace(e, layout=1) for e in one)
    start = Place(1, (0, 0))
    mixed = FeedPage(
        start=start, events=(*first, *moved), upto=Place(1, (5, 3)), head=Place(1, (9, 3))
    )
    assert [(e.partition, e.number) for e in whole_commits(mixed)] == [
        (0, 1), (0, 2), (1, 1), (1, 2), (1, 3),
    ]  # fmt: skip
