"""Carries out incidents in processes that can be killed, as `appeals_process` does with remedies:

python -m tests.contract.incident_process
"""

import msgspec

from infra.kernel.clock import FixedClock
from infra.log import configure_logging
from services.settings import Settings
from tests.contract.appeals_system import NOON, build
from tests.contract.forked import serve_jobs
from tests.contract.incident_system import room


class IncidentJob(msgspec.Struct, frozen=True, kw_only=True):
    """Go on with all incidents for some batches; die at `crash_at`."""

    mongo_url: str
    prefix: str
    crash_at: str


async def _work(job: IncidentJob) -> None:
    settings = Settings(
        mongo_url=job.mongo_url,
        mongo_database_prefix=job.prefix,
        crash_at=job.crash_at,
        incident_remedies_a_second=BATCH,
    )
    system = build(settings, FixedClock(NOON))
    for _ in range(4):
        await room(system).running.step()


BATCH = 2


if __name__ == "__main__":
    configure_logging("WARNING", "appeals")  # to standard error: answers go to standard output
    serve_jobs(IncidentJob, _work)
