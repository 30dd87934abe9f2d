"""What a command takes by itself: at the contract, while nobody follows."""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from services.membership.contract.commands import PlaceStaffHold
from tests.bench.processor import seconds_of
from tests.contract.membership_system import running_membership
from tests.contract.test_membership_commands import enrolled
from tests.fakes.callers import staff_caller
from tests.servers import running_mongo

_MEMBERS = 200


async def measure() -> Mapping[str, float]:
    """Seconds of membership's own processor, and of the database's."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_mongo(Path(folder)) as (url, mongo),
            running_membership(url, "commanding") as system,
        ):
            for number in range(_MEMBERS):
                await enrolled(system, f"m-{number}")
            before = time.process_time(), seconds_of(mongo.pid)
            for number in range(_MEMBERS):
                id = f"m-{number}"
                hold = PlaceStaffHold(member_id=id, reason="Checked by hand.")
                await system.api.execute(hold, staff_caller("staff-1", idempotency_key=id))
            after = time.process_time(), seconds_of(mongo.pid)
    ours, theirs = ((b - a) / _MEMBERS for a, b in zip(before, after, strict=True))
    return {"membership": ours, "mongo": theirs}
