"""docs/scaling.md says what the model says of what was measured last."""

import math

import pytest

from tests.bench.scale.costs import Beside, Cost, Fit, Waits, measured
from tests.bench.scale.page import PAGE, tables, with_tables
from tests.bench.scale.sizing import Basis, Load, leaders, limits, size_for

FIT = Fit(
    costs={
        "load": Cost(look=0, each=0), "gateway": Cost(look=0, each=0.002),
        "membership": Cost(look=0, each=0.010), "appeals": Cost(look=0, each=0.001),
        "notify": Cost(look=0.2, each=0.002), "worker": Cost(look=0, each=0.002),
        "sinks": Cost(look=0, each=0), "mongo": Cost(look=0, each=0.006),
    },
    command={"membership": 0.005, "mongo": 0.002},
    delays=Waits(answer=0, seen=0, told=0),
)  # fmt: skip
QUERY = {"gateway": 0.001, "membership": 0.0, "appeals": 0.0, "notify": 0.0, "mongo": 0.0}
BASIS = Basis(FIT, Beside(query=QUERY, delivery=0.00001, subscriber_kib=32, webhook=0.001))


def test_the_page_shows_the_tables_of_the_model() -> None:
    page = PAGE.read_text()
    assert with_tables(page, tables(measured())) == page, (
        "run `python -m tests.bench.scale --write`"
    )


def test_a_place_without_a_table_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        with_tables("<!-- nowhere -->\n<!-- end -->", {})


def test_processes_are_as_many_as_are_busy_six_tenths_of_the_time() -> None:
    """A thousand changes: of a gateway 2 ms, ten queries of 1 ms and two hundredths for who looks;
    of membership 5 ms before the answer and 5 behind."""
    size = size_for(BASIS, Load(1_000_000, 1_000, 1_000_000))
    assert size.gateways == 250  # as many lines as 4,000 a process take
    assert size_for(BASIS, Load(1_000_000, 1_000, 1_000)).gateways == math.ceil(12.01001 / 0.6)
    assert size.membership == math.ceil(10 / 0.6)
    assert size.workers == math.ceil(3 / 0.6)
    assert size.shards == 1  # 6 ms: ten processors of sixteen
    assert size.gib == pytest.approx((250 + 17 + 2 + 5 + 5) * 0.25 + 1_000_000 / 32_768)


def test_two_of_each_are_the_least() -> None:
    size = size_for(BASIS, Load(1_000, 1, 10))
    assert [size.gateways, size.membership, size.appeals, size.notify, size.workers] == [2] * 5
    assert (size.parts, size.partitions, size.shards) == (1, 4, 1)


def test_a_leader_carries_what_its_followers_take() -> None:
    """Of notification 2 ms and a two-hundredth of a full batch's 200; nine tenths of the time."""
    assert leaders(BASIS)["notify"] == pytest.approx(300)
    assert leaders(BASIS)["membership"] == pytest.approx(0.9 / (0.005 * 4 / 5))
    assert size_for(BASIS, Load(1_000_000, 1_000, 1_000)).parts == 5  # 225 of membership's each


def test_partitions_are_twice_as_many_as_processes_that_share_them() -> None:
    """A millisecond to number each: at 2,000 a second three processors and a third; but at 225 a
    part there are nine parts."""
    assert size_for(BASIS, Load(1_000_000, 100, 1_000)).partitions == 4
    assert size_for(BASIS, Load(10_000_000, 2_000, 1_000)).partitions == 32


def test_walls_come_in_the_order_in_which_they_are_reached() -> None:
    found = limits(BASIS)
    assert [limit.changes for limit in found] == sorted(limit.changes for limit in found)
    assert {limit.what for limit in found if not limit.grows} == {
        f"followers of {name}, in one process" for name in ("membership", "appeals", "notify")
    }
