"""The providers' gates: how fast and whether at all each may be used, over all workers."""

from collections.abc import Mapping, Sequence

from infra.gate.bucket import Priority, Rate
from infra.gate.decide import GateLimits, Pass
from infra.gate.gate import Gates, Standing
from infra.kernel.clock import Clock
from infra.storage.mongo import Database
from services.notify.contract.words import Topic
from services.notify.core.deliveries.results import Result
from services.notify.core.gates.provider_faults import FaultCounts, counted_faults
from services.notify.core.gates.refusals import Refusals
from services.notify.core.stores.metrics import count_entry, show_standing

URGENT_TOPICS = frozenset({Topic.CODE, Topic.SECURITY})


class ProviderGates:
    """Made anywhere; connects at its first use, inside the loop that uses it."""

    def __init__(self, gates: Gates, refusals: Refusals) -> None:
        self._gates = gates
        self._refusals = refusals

    async def enter(self, provider: str, want: int, priority: Priority) -> Pass:
        """How many of `want` messages may be sent now. Whoever is granted any calls `report`,
        with no results if none was sent after all."""
        given = await self._gates.enter(provider, want, priority)
        count_entry(provider, priority, given.granted, want, given.open)
        return given

    async def report(self, provider: str, results: Sequence[Result]) -> FaultCounts:
        """Tells what came of messages that were let in."""
        heard = counted_faults(results)
        seconds = heard.retry_after.total_seconds()
        await self._gates.report(provider, heard.ok, heard.failed, seconds, heard.reason)
        if heard.operators:
            await self._refusals.note(provider, heard.operators)
        return heard

    async def look(self) -> dict[str, Standing] | None:
        """The providers' breakers, or None while the broker is away."""
        found = await self._gates.look()
        for provider, standing in (found or {}).items():
            show_standing(provider, standing.open)
        return found

    async def close(self) -> None:
        await self._gates.close()


def build_gates(
    broker_url: str, rates: Mapping[str, float], db: Database, clock: Clock
) -> ProviderGates:
    """`rates`: messages a second, by provider; 0: no limit."""
    limits = {name: GateLimits(rate=Rate.of(rate)) for name, rate in rates.items()}
    return ProviderGates(Gates(broker_url, limits), Refusals(db, clock))


def priority_of(topic: Topic, *, campaign: bool) -> Priority:
    """Codes and security go before the rest; an announcement to all goes after it."""
    if topic in URGENT_TOPICS:
        return Priority.URGENT
    return Priority.BULK if campaign else Priority.NORMAL
