"""Corrections, put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from infra.concurrency.wakeup import Wakeup
from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.membership.corrections.commands import CorrectionsCommands
from services.membership.corrections.domain.limits import AloneLimits
from services.membership.corrections.reading import CorrectionsReading
from services.membership.corrections.run_store import RunStore
from services.membership.corrections.running import CorrectionsRunning, Members
from services.membership.corrections.trying import Trying
from services.membership.ports import Context

_POLL = 0.5  # seconds


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """What corrections bring into membership."""

    commands: CorrectionsCommands
    reading: CorrectionsReading
    loops: Sequence[Loop]


def build_corrections(
    base: Foundation, ctx: Context, members: Members, limits: AloneLimits
) -> Corrections:
    """`members`: those listed, page by page."""
    runs, trying = RunStore(base.uow), Trying(ctx)
    running = CorrectionsRunning(ctx, runs, trying, members)

    async def run(_epoch: int) -> None:
        await Wakeup().keep_at(running.step, _POLL)

    return Corrections(
        commands=CorrectionsCommands(ctx, runs, trying, running, limits),
        reading=CorrectionsReading(ctx, runs),
        loops=[Loop(name="try out and carry out corrections", run=run)],
    )
