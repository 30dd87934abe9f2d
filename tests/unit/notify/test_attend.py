"""Jobs that wait for a slow provider are in nobody's way."""

import asyncio
from unittest.mock import AsyncMock

import pytest

from services.notify.contract.words import Channel
from services.notify.core.deliveries.job import Job, JobKind, Lane
from services.notify.core.feature import Work
from services.notify.delivery import runner
from services.notify.delivery.runner import AT_ONCE, JobRunner
from tests.unit.notify.samples import NOW
from tests.waiting import PATIENCE


def job(id: str, _token: str) -> Job:
    return Job(
        id=id, kind=JobKind.SEND, channel=Channel.SMS, lane=Lane.CAMPAIGNS, next_due=NOW, items=()
    )


async def test_a_slow_provider_keeps_others_waiting_for_a_moment_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "BUSY", 0.02)
    begun, answers = [], asyncio.Event()

    async def send(job: Job) -> None:
        begun.append(job.id)
        if job.id.startswith("slow"):
            await answers.wait()

    job_runner = JobRunner(
        jobs=AsyncMock(claim=AsyncMock(side_effect=job)),
        stops=AsyncMock(return_value=False),
        work=[Work(jobs={JobKind.SEND: send})],
    )
    ids = [*(f"slow-{n}" for n in range(AT_ONCE[Channel.SMS])), "quick"]
    told = [asyncio.create_task(job_runner.attend(id, Lane.CAMPAIGNS, Channel.SMS)) for id in ids]
    async with asyncio.timeout(PATIENCE):
        await told[-1]
    assert begun == ids
    assert not any(one.done() for one in told[:-1])
    answers.set()
    await asyncio.gather(*told)
