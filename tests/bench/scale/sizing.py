"""How many processes a load takes, by what a change takes of each.

Processes compute on one processor each, and are to be busy for six tenths of the time at most. What
follows a feed runs in one process of its service, the leader: it does not become faster by more.
"""

from math import ceil, log2
from typing import NamedTuple

from tests.bench.scale.costs import Beside, Fit
from tests.bench.scale.model import LOOPS
from tests.bench.scale.queues import Hosts

BUSY = 0.6
QUERIES = 10
"""Queries of members for each change."""
FULL = 200
"""Changes in a batch of a follower that is behind."""
_LEADER_BUSY = 0.9
_CONNECTIONS = 4_000
"""Of one gateway: `MOST_CONNECTIONS`."""
_DATABASE_PROCESSORS = 16
"""Of the primary of one shard."""
_OF_LEADERS = {"membership": 1 - 1 / LOOPS["membership"], "appeals": 1.0, "notify": 1.0}
"""Of what is done behind a change; the relay of membership is shared by all its processes."""
_PROCESS_GIB = 0.25
_MOST_PARTITIONS = 1_024
_KIB_A_GIB = 2**20


class Basis(NamedTuple):
    """What sizes go by."""

    fit: Fit
    beside: Beside

    def behind(self, process: str, batch: int = FULL) -> float:
        """Seconds of a process for a change behind its answer, in batches that are that full."""
        cost = self.fit.costs[process]
        return cost.each - self.fit.command.get(process, 0.0) + cost.look / batch


class Load(NamedTuple):
    """`changes` a second; `subscribers`: lines that are open."""

    members: int
    changes: int
    subscribers: int


LOADS = (
    Load(100_000, 10, 1_000),
    Load(1_000_000, 100, 10_000),
    Load(1_000_000, 1_000, 10_000),
    Load(10_000_000, 10_000, 100_000),
)


class Size(NamedTuple):
    """Processes of each kind; `parts`: into how many the followers of a service would have to be
    divided, 1: they need not; `shards`: of the database; `gib`: of memory, without the database."""

    gateways: int
    membership: int
    appeals: int
    notify: int
    workers: int
    partitions: int
    parts: int
    shards: int
    processors: int
    gib: float


class Limit(NamedTuple):
    """So many changes a second, and whether more processes carry more."""

    what: str
    changes: float
    grows: bool


def size_for(basis: Basis, load: Load) -> Size:
    gateways = max(
        _count(load.changes * _gateway(basis, load)), ceil(load.subscribers / _CONNECTIONS)
    )
    membership, appeals, notify = (
        _count(load.changes * (_answers(basis, name) + basis.behind(name)))
        for name in ("membership", "appeals", "notify")
    )
    workers = _count(load.changes * _worker(basis))
    parts = max(ceil(load.changes / limit) for limit in leaders(basis).values())
    processes = gateways + membership + appeals + notify + workers
    database = load.changes * _database(basis) / BUSY
    return Size(
        gateways, membership, appeals, notify, workers,
        partitions=_partitions(max(load.changes * _relay(basis) / BUSY, parts)),
        parts=parts,
        shards=ceil(database / _DATABASE_PROCESSORS),
        processors=processes + ceil(database),
        gib=processes * _PROCESS_GIB + load.subscribers * basis.beside.subscriber_kib / _KIB_A_GIB,
    )  # fmt: skip


def leaders(basis: Basis) -> dict[str, float]:
    """How many changes a second the followers of each service keep up with, all in one process that
    does nothing else."""
    return {
        name: _LEADER_BUSY / (basis.behind(name) * share)
        for name, share in (
            ("membership", 1 - 1 / LOOPS["membership"]),
            ("appeals", 1.0),
            ("notify", 1.0),
        )
    }


def limits(basis: Basis) -> list[Limit]:
    """The lowest first."""
    of_leaders = [
        Limit(f"followers of {name}, in one process", most, grows=False)
        for name, most in leaders(basis).items()
    ]
    each = {
        "commands of membership, a process": basis.fit.command["membership"],
        "numbering events, a process": _relay(basis),
        "SMS and webhooks, a worker": _worker(basis),
        "requests and subscriptions, a gateway": _gateway(basis, LOADS[-1]),
        f"the database, a shard of {_DATABASE_PROCESSORS} processors": (
            _database(basis) / _DATABASE_PROCESSORS
        ),
    }
    growing = [Limit(what, BUSY / seconds, grows=True) for what, seconds in each.items()]
    return sorted([*of_leaders, *growing], key=lambda limit: limit.changes)


def hosts_for(size: Size) -> Hosts:
    """With a processor for each process, and `size.parts` followers of each kind."""
    copies = {
        "load": size.gateways, "gateway": size.gateways, "membership": size.membership,
        "appeals": size.appeals, "notify": size.notify, "worker": size.workers,
        "sinks": size.workers, "mongo": size.shards * _DATABASE_PROCESSORS,
    }  # fmt: skip
    total = sum(copies.values())
    return Hosts(total, total, copies, size.parts)


def _gateway(basis: Basis, load: Load) -> float:
    beside = basis.beside
    told = 1 + load.subscribers / load.members  # the shop, and members who look at the moment
    return (
        basis.fit.costs["gateway"].each + QUERIES * beside.query["gateway"] + told * beside.delivery
    )


def _answers(basis: Basis, service: str) -> float:
    query = QUERIES * basis.beside.query[service]
    return query + (basis.fit.command["membership"] if service == "membership" else 0.0)


def _relay(basis: Basis) -> float:
    return basis.behind("membership") / LOOPS["membership"]


def _worker(basis: Basis) -> float:
    return basis.behind("worker", 50) + basis.beside.webhook


def _database(basis: Basis) -> float:
    cost = basis.fit.costs["mongo"]
    return cost.each + cost.look / FULL + QUERIES * basis.beside.query["mongo"]


def _count(processors: float) -> int:
    """Of processes; two at least, so that one may die."""
    return max(2, ceil(processors / BUSY))


def _partitions(sharing: float) -> int:
    """Twice as many as processes that share them out, so that they do evenly; powers of two, four
    at least."""
    return min(_MOST_PARTITIONS, max(4, 1 << ceil(log2(2 * sharing))))
