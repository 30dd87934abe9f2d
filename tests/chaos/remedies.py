"""Kill -9 between a decision and what it grants, at each step: how often each was given."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.dev import mongo
from infra.dev.ports import free_port
from infra.log import configure_logging
from services.membership.contract.words import RemedyKind
from tests.contract.appeals_process import Pair, granting
from tests.contract.test_appeals_remedy_kills import (
    KILLS,
    SETTLED_AT_ONCE,
    appeal_of,
    happened,
    is_pending,
    kill,
    lapsed_members,
    pair_of_services,
    processes,
    unblocked,
)

_START_SECONDS = 60.0
_SHOWN_BY = {
    RemedyKind.RESTORE: "RemedyApplied",
    RemedyKind.CREDIT: "DiscountCredited",
    RemedyKind.RENEW: "MembershipRenewed",
}


@dataclass
class Granted:
    """`wanted`: parts that were decided; each is given once."""

    kills: int = 0
    wanted: int = 0
    missing: int = 0
    twice: int = 0
    pending: int = 0

    @property
    def good(self) -> bool:
        return self.wanted > 0 and not (self.missing or self.twice or self.pending)

    def lines(self) -> list[str]:
        return [
            f"killed between two steps {self.kills}",
            f"granted in parts         {self.wanted}",
            f"missing                  {self.missing}",
            f"twice                    {self.twice}",
            f"still pending            {self.pending}",
        ]


async def kill_between_decision_and_remedy(
    folder: Path, *, kills: int, say: Callable[[str], None] = lambda _line: None
) -> Granted:
    """One decision a kill, often with another one of whoever takes over."""
    port = free_port()
    configure_logging("WARNING", "chaos")
    child = mongo.mongo_child(port, folder, env=os.environ, log=folder / "mongo.log")
    child.start()
    try:
        await child.wait_until(lambda: mongo.answers(port), _START_SECONDS)
        granted = Granted()
        for done in range(0, kills, KILLS):
            await _run(mongo.url(port), f"chaos{done}", granted)
            say(f"{granted.kills} killed, {granted.wanted} granted")
        return granted
    finally:
        child.kill()


async def _run(url: str, prefix: str, granted: Granted) -> None:
    """A few at a time: each process that is killed would work on all that wait."""
    async with pair_of_services(url, prefix) as pair, processes(url, prefix) as run:
        members = await lapsed_members(pair)
        numbers = {member: await appeal_of(pair, member) for member in members}
        for attempt, number in enumerate(numbers.values()):
            granted.kills += await kill(pair, run, number, attempt)
        for start in range(0, KILLS, SETTLED_AT_ONCE):
            some = list(numbers.values())[start : start + SETTLED_AT_ONCE]
            await unblocked(pair, pair.settle(*some))
        for member, number in numbers.items():
            await _count(pair, member, number, granted)


async def _count(pair: Pair, member: str, number: str, granted: Granted) -> None:
    granted.pending += await is_pending(pair, number)
    events = await happened(pair, member)
    given = Counter({type: len(bodies) for type, bodies in events.items()})
    for part in granting(number).parts:
        granted.wanted += 1
        granted.missing += not given[_SHOWN_BY[part.kind]]
        granted.twice += given[_SHOWN_BY[part.kind]] > 1
