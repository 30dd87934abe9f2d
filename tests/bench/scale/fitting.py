"""The model of what was measured.

Three things of a change cannot be measured from outside of the processes. What a batch takes by
itself, however full, is as much as makes the model spend what was spent by one change at a time and
by many at once. How much of what membership does comes before the answer is what makes it answer as
many a second as were answered then. And what is waited for beside processors is what one change at
a time took longer than its processors.
"""

from collections.abc import Mapping

from tests.bench.scale.costs import PROCESSES, Cost, Fit, Measured, Run, Waits
from tests.bench.scale.model import Model, Simulated
from tests.bench.scale.passing import rates, waits
from tests.bench.scale.queues import Hosts

_ROUNDS = 4
_HALVINGS = 6
_NOTHING = Waits(answer=0.0, seen=0.0, told=0.0)


def fitted(found: Measured) -> Fit:
    """Of the two runs of few members."""
    alone, together = found.fitted_to
    each = {name: together.processor[name] / 2 for name in PROCESSES}
    command: Mapping[str, float] = found.command
    costs = _costs(found, each)
    for _ in range(_ROUNDS):
        command = _command(found, costs)
        spent = _simulated(
            found, Fit(costs=costs, command=command, delays=_NOTHING), together
        ).spent
        each = {
            name: min(
                max(0.0, each[name] + together.processor[name] - spent[name]),
                alone.processor[name],
            )
            for name in PROCESSES
        }
        costs = _costs(found, each)
    bare = Fit(costs=costs, command=command, delays=_NOTHING)
    return Fit(costs=costs, command=command, delays=_delays(found, bare))


def model_of(found: Measured, fit: Fit, *, others: float = 0.0) -> Model:
    """On the machine that was measured, of which others take so many processors."""
    hosts = Hosts(found.processors - others, found.processors)
    return Model(fit.costs, fit.command, hosts, fit.delays)


def predicted(found: Measured, run: Run) -> Simulated:
    """What the model says of a load that was measured, on as much of the machine."""
    return _simulated(found, fit_of(found), run)


def fit_of(found: Measured) -> Fit:
    return found.fit or fitted(found)


def _simulated(found: Measured, fit: Fit, run: Run) -> Simulated:
    model, load = model_of(found, fit, others=run.others), run.load
    if load.callers:
        return model.rush(load.changes, load.callers)
    return model.steady(load.changes, load.rate)


def _costs(found: Measured, each: Mapping[str, float]) -> dict[str, Cost]:
    """Together with `each` a batch of one takes what one change at a time did."""
    alone = found.fitted_to[0].processor
    return {
        name: Cost(look=alone[name] - each[name], each=each[name], rest=found.rest[name])
        for name in PROCESSES
    }


def _command(found: Measured, costs: Mapping[str, Cost]) -> Mapping[str, float]:
    run = found.fitted_to[1]
    low, high = (
        found.command["membership"],
        max(costs["membership"].each, found.command["membership"]),
    )
    for _ in range(_HALVINGS):
        command = {**found.command, "membership": (low + high) / 2}
        simulated = _simulated(found, Fit(costs=costs, command=command, delays=_NOTHING), run)
        if rates(simulated.passed).answer > run.rates.answer:
            low = command["membership"]
        else:
            high = command["membership"]
    return {**found.command, "membership": low}


def _delays(found: Measured, bare: Fit) -> Waits:
    alone = found.fitted_to[0]
    spent = waits(model_of(found, bare, others=alone.others).one_by_one(5).passed)
    return Waits(
        answer=max(0.0, alone.waits.answer - spent.answer),
        seen=max(0.0, alone.waits.seen - spent.seen),
        told=max(0.0, alone.waits.told - spent.told),
    )
