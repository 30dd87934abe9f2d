"""The model of the system by queues: what it must say where one can work it out by hand."""

import pytest

from tests.bench.scale.costs import PROCESSES, Cost, Waits
from tests.bench.scale.model import Model, Simulated
from tests.bench.scale.passing import Passed, rates, waits
from tests.bench.scale.queues import Hosts

NOTHING = Cost(look=0.0, each=0.0)
TEN_MS = 0.010
TWO = Hosts(2, 2)


def model(
    hosts: Hosts = TWO,
    command: float = 0.0,
    delays: Waits | None = None,
    **costs: Cost,
) -> Model:
    every = dict.fromkeys(PROCESSES, NOTHING) | costs
    return Model(every, {"membership": command, "mongo": 0.0}, hosts, delays)


def test_a_change_alone_takes_what_is_done_for_it() -> None:
    gateway, membership = Cost(look=0.0, each=0.003), Cost(look=0.0, each=TEN_MS)
    costs = {"gateway": gateway, "membership": membership}
    [change] = model(command=TEN_MS, **costs).one_by_one(1).passed
    assert change.answered - change.asked == pytest.approx(0.013)


def test_what_is_waited_for_beside_processors_is_added() -> None:
    delays = Waits(answer=0.1, seen=0.2, told=0.3)
    assert waits(model(delays=delays).one_by_one(3).passed) == Waits(
        answer=pytest.approx(0.1), seen=pytest.approx(0.2), told=pytest.approx(0.3)
    )


def test_a_process_answers_no_more_than_its_processor_can() -> None:
    """Ten milliseconds each: a hundred a second, however many ask and however many processors."""
    spent = model(command=TEN_MS, membership=Cost(look=0.0, each=TEN_MS)).rush(200, callers=20)
    assert rates(spent.passed).answer == pytest.approx(100, rel=0.02)
    assert spent.spent["membership"] == pytest.approx(TEN_MS)


def test_two_processes_share_a_processor() -> None:
    """Of both ten milliseconds: a hundred a second on two processors, fifty on one."""
    both = {"gateway": Cost(look=0.0, each=TEN_MS), "membership": Cost(look=0.0, each=TEN_MS)}
    for processors, most in ((2, 100), (1, 50)):
        hosts = Hosts(processors, processors)
        passed = model(hosts, command=TEN_MS, **both).rush(200, callers=20).passed
        assert rates(passed).answer == pytest.approx(most, rel=0.1)


def test_what_others_take_of_a_machine_is_missing() -> None:
    at_rest = {"membership": Cost(look=0.0, each=TEN_MS, rest=0.1)}
    passed = model(Hosts(0.6, 1), command=TEN_MS, **at_rest).rush(200, callers=20).passed
    assert rates(passed).answer == pytest.approx(50, rel=0.05)


def batch_of(callers: int) -> Simulated:
    """Where a batch costs as much as four changes."""
    worker = Cost(look=0.040, each=0.010)
    return model(worker=worker).rush(400, callers=callers)


def test_batches_fill_up_as_more_wait_and_cost_less_each() -> None:
    few, many = batch_of(1).spent["worker"], batch_of(64).spent["worker"]
    assert TEN_MS < many < few <= 0.050


def test_followers_that_cannot_keep_up_fall_behind_without_holding_answers() -> None:
    """Notification takes twice as long for a change as changes take to come: three seconds' worth
    of them take six."""
    notify = Cost(look=0.0, each=0.020)
    passed = model(notify=notify).steady(300, rate=100).passed
    assert max(change.answered - change.asked for change in passed) < TEN_MS
    assert passed[-1].told - passed[-1].answered == pytest.approx(3.0, rel=0.2)


def test_more_processes_do_not_carry_the_followers_of_a_service_but_more_parts_do() -> None:
    notify = Cost(look=0.0, each=0.020)
    one, several, divided = (
        waits(model(hosts, notify=notify).steady(300, rate=100).passed, quantile=0.99).told
        for hosts in (Hosts(9, 9), Hosts(9, 9, {"notify": 6}), Hosts(9, 9, {"notify": 6}, parts=3))
    )
    assert several == pytest.approx(one, rel=0.1)
    assert divided < one / 5


def test_the_same_is_simulated_each_time() -> None:
    cost = {"membership": Cost(look=0.005, each=TEN_MS)}
    first, second = (model(command=0.004, **cost).steady(50, rate=20).passed for _ in range(2))
    assert first == second


def test_medians_and_rates_are_those_of_the_changes() -> None:
    passed = [Passed(0, 1, 2, 3), Passed(1, 4, 5, 6), Passed(2, 4, 9, 12)]
    assert waits(passed) == Waits(answer=2, seen=1, told=2)
    assert rates(passed) == Waits(answer=3 / 4, seen=3 / 9, told=3 / 12)
