"""Kill -9 between a decision and what it grants, at each step: how often each was given."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from infra.dev import mongo
from infra.dev.ports import free_port
from infra.log import configure_logging
from tests.contract.granting import Granted, granted_on
from tests.contract.test_appeals_remedy_kills import (
    appeal_of,
    happened,
    is_pending,
    kill_all,
    lapsed_members,
    pair_of_services,
    processes,
)

_START_SECONDS = 60.0


async def kill_between_decision_and_remedy(
    folder: Path, *, kills: int, say: Callable[[str], None] = lambda _line: None
) -> Granted:
    """At least so many, in runs of a few members, for whatever an appeal can grant."""
    port = free_port()
    configure_logging("WARNING", "chaos")
    child = mongo.mongo_child(port, folder, env=os.environ, log=folder / "mongo.log")
    child.start()
    try:
        await child.wait_until(lambda: mongo.answers(port), _START_SECONDS)
        granted, turn = Granted(), 0
        while granted.kills < kills:
            await _run(mongo.url(port), turn, granted)
            say(f"{granted.kills} killed, {granted.parts} granted")
            turn += 1
        return granted
    finally:
        child.kill()


async def _run(url: str, turn: int, granted: Granted) -> None:
    """A few at a time: each process that is killed would work on all that wait."""
    prefix = f"chaos{turn}"
    async with pair_of_services(url, prefix) as pair, processes(url, prefix) as run:
        members = await lapsed_members(pair)
        numbers = {member: await appeal_of(pair, member) for member in members}
        await kill_all(pair, run, numbers.values(), turn, granted)
        for member, number in numbers.items():
            granted.pending += await is_pending(pair, number)
            events = await happened(pair, member)
            found = Counter({type: len(bodies) for type, bodies in events.items()})
            granted.count(granted_on(number), found)
