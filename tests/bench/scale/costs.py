"""What the steps of one change take, as `make bench` (part `scale`) found it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

FILE = Path(__file__).with_name("measured.json")
PROCESSES = ("load", "gateway", "membership", "appeals", "notify", "worker", "sinks", "mongo")
"""`load` asks, `sinks` are in the place of the providers; the broker's share is the database's."""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of the processor: `look` for each batch, however full, and `each` for every change
    in it; `rest` for every second in which nothing happens."""

    look: float
    each: float
    rest: float = 0.0

    def of(self, changes: int, part: float = 1.0) -> float:
        """What a batch takes; `part`: of all that is done for it."""
        return part * (self.look + self.each * changes)


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """Of a change's answer, and then of its being seen by who subscribes and told by SMS: seconds
    that it took, or how many there were a second."""

    answer: float
    seen: float
    told: float


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What is not on the way of a change. `query`: seconds of each process for a query of a member;
    `delivery`: seconds of the gateway for each who is told an event, who takes `subscriber_kib` of
    its memory; `webhook`: seconds of the worker's, by the part `webhooks`."""

    query: Mapping[str, float]
    delivery: float
    subscriber_kib: float
    webhook: float


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """So many changes: as fast as `callers` are answered, or `rate` a second."""

    changes: int
    callers: int = 0
    rate: float = 0.0


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured of a load. `others`: processors of the machine that others took; `rates`:
    changes a second that were answered, seen and told; `waits`: medians of how long that took;
    `batch`: changes in a batch of the followers; `processor`: seconds of each process for a
    change, with what it takes at rest."""

    members: int
    load: Asked
    others: float
    rates: Waits
    waits: Waits
    batch: float
    processor: Mapping[str, float]


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """What makes the model do what was measured. `costs`: by process; `command`: what of `each` is
    done before the answer; `delays`: what is waited for beside processors."""

    costs: Mapping[str, Cost]
    command: Mapping[str, float]
    delays: Waits


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """`rest`: seconds of each process for a second in which nothing happens; `command`: what
    executing one takes at the contract, where nobody follows; `fitted_to`: runs of few members, the
    first with one change at a time, from which the model is made (`fit`); `runs`: of very many
    members, which it is not told of."""

    date: str
    machine: str
    processors: int
    rest: Mapping[str, float]
    command: Mapping[str, float]
    beside: Beside
    fitted_to: Sequence[Run]
    fit: Fit | None = None
    runs: Sequence[Run] = ()


def measured() -> Measured:
    return msgspec.json.decode(FILE.read_bytes(), type=Measured)
