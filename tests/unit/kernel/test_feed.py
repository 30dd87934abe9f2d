"""Places, partitions and ordinals: what holds whatever the numbers are."""

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.events import (
    GENESIS,
    MOST_NUMBERED,
    Actor,
    EventEnvelope,
    NumberedEvent,
    Origin,
    of_ordinal,
)
from infra.kernel.feed import (
    BEGINNING,
    SLOTS,
    Place,
    fair_shares,
    interleaved,
    partition_of,
    slot_of,
    slots_of,
    unpacked,
)
from infra.outbox.holding import shared_out
from tests.fakes.feeds import MemoryFeed

NUMBERS = st.integers(0, MOST_NUMBERED)
LAYOUTS = st.integers(1, 200)
PARTITIONS = st.integers(1, 1_024)
PLACES = st.builds(
    lambda layout, numbers: Place(layout, tuple(numbers)),
    LAYOUTS,
    st.lists(NUMBERS, min_size=1, max_size=8),
)


def event(owner: str, version: int, second: int = 0) -> EventEnvelope:
    at = datetime(2026, 1, 1, 0, 0, second % 60, tzinfo=UTC)
    return EventEnvelope(
        id=f"{owner}:{version}",
        aggregate=owner,
        version=version,
        type="Happened",
        schema_version=1,
        actor=Actor(kind="SYSTEM"),
        cause=None,
        happened_at=at,
        recorded_at=at,
        origin=Origin(),
        body={},
        prev_hash=GENESIS,
    )


@given(PLACES)
def test_a_place_is_read_as_it_was_stored(place: Place) -> None:
    assert unpacked(place.packed()) == place


def test_a_place_of_the_first_layout_is_stored_as_its_number() -> None:
    assert BEGINNING.packed() == 0
    assert Place(0, (17,)).packed() == 17
    assert unpacked(17) == Place(0, (17,))
    assert Place(2, (3, 0)).packed() == [2, 3, 0]


@given(st.integers(0, 200), st.integers(0, 1_023), NUMBERS)
def test_an_ordinal_holds_layout_partition_and_number(
    layout: int, partition: int, number: int
) -> None:
    one = NumberedEvent(number=number, event=event("m", 1), layout=layout, partition=partition)
    assert of_ordinal(one.ordinal) == (layout, partition, number)
    assert one.ordinal < 2**63


def test_ordinals_of_the_first_layout_are_its_numbers() -> None:
    assert NumberedEvent(number=7, event=event("m", 1)).ordinal == 7
    assert NumberedEvent(number=7, event=event("m", 1), layout=1, partition=2).ordinal == (
        36_028_797_018_963_968 + 17_592_186_044_416 + 7
    )


def test_the_slots_of_owners_never_change() -> None:
    """CRC-32, whose check value is CBF43926; the last ten bits of it."""
    assert slot_of("123456789") == 0x126
    assert [slot_of(key) for key in ("m-1", "AP-20261121-0001", "会员")] == [948, 257, 644]


@given(PARTITIONS)
def test_every_slot_lies_in_one_partition(partitions: int) -> None:
    ranges = [slots_of(partition, partitions) for partition in range(partitions)]
    assert [slot for one in ranges for slot in one] == list(range(SLOTS))
    for partition, one in enumerate(ranges):
        assert {partition_of(slot, partitions) for slot in one} == {partition}


@given(PARTITIONS, st.integers(1, 8))
def test_slots_of_one_partition_stay_together_when_it_is_divided_evenly(
    partitions: int, times: int
) -> None:
    for slot in range(0, SLOTS, 7):
        assert partition_of(slot, partitions * times) // times == partition_of(slot, partitions)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8), st.integers(0, 600))
def test_what_is_taken_is_shared_fairly(waiting: list[int], limit: int) -> None:
    shares = fair_shares(waiting, limit)
    assert sum(shares) == min(limit, sum(waiting))
    for share, there in zip(shares, waiting, strict=True):
        assert 0 <= share <= there
    left_over = [share for share, there in zip(shares, waiting, strict=True) if share < there]
    if (
        left_over
    ):  # who got less than there was got no less than anybody, but for what is indivisible
        assert min(left_over) >= max(shares) - 1


def test_where_not_each_can_have_one_the_longest_is_served() -> None:
    assert fair_shares([1, 900, 3], 1) == [0, 1, 0]
    assert fair_shares([1, 900, 3], 4) == [1, 2, 1]


@given(PARTITIONS, st.sets(st.text("abc", min_size=1), min_size=1, max_size=9))
def test_the_living_share_all_partitions_out(partitions: int, living: set[str]) -> None:
    shares = shared_out(partitions, list(living))
    assert sorted(p for some in shares.values() for p in some) == list(range(partitions))
    sizes = [len(some) for some in shares.values()]
    assert max(sizes) - min(sizes) <= 1
    assert shared_out(partitions, sorted(living, reverse=True)) == shares


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 59)), max_size=40))
def test_interleaving_keeps_the_order_of_each_part(written: list[tuple[int, int]]) -> None:
    parts: list[list[NumberedEvent]] = [[], [], [], []]
    for partition, second in written:
        number = len(parts[partition]) + 1
        one = event(f"p{partition}", number, second)
        parts[partition].append(NumberedEvent(number=number, event=one, partition=partition))
    mixed = interleaved(parts)
    for partition, part in enumerate(parts):
        assert [one for one in mixed if one.partition == partition] == part


@given(st.data())
def test_who_reads_page_by_page_sees_each_owner_whole_whatever_grows(data: st.DataObject) -> None:
    """Everything, and one owner's; the ordinals of an owner rise through all layouts."""
    feed, versions, partitions = MemoryFeed(), dict.fromkeys("abcdef", 0), 1
    seen: dict[str, list[NumberedEvent]] = {owner: [] for owner in versions}
    mine: list[int] = []
    all_of_it = of_one = BEGINNING

    def read() -> None:
        nonlocal all_of_it, of_one
        page = feed.read(all_of_it, data.draw(st.integers(1, 9)))
        for one in page.events:
            assert not all_of_it.has(one)
            assert page.upto.has(one)
            seen[one.owner].append(one)
        assert page.upto.covers(page.start)
        all_of_it = page.upto
        own = feed.read_of("a", of_one, data.draw(st.integers(1, 3)))
        mine.extend(one.event.version for one in own.events)
        of_one = own.upto

    for step in data.draw(st.lists(st.sampled_from([*versions, "grow", "read"]), max_size=60)):
        if step == "grow":
            partitions += data.draw(st.integers(1, 4))
            feed.grow(partitions)
        elif step == "read":
            read()
        else:
            versions[step] += 1
            feed.append(event(step, versions[step]), step)
    while all_of_it != feed.head or of_one != feed.head:
        read()
    for owner, found in seen.items():
        assert [one.event.version for one in found] == list(range(1, versions[owner] + 1))
        assert all(one.ordinal < later.ordinal for one, later in pairwise(found))
    assert mine == list(range(1, versions["a"] + 1))
