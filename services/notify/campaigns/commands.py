"""What staff do with campaigns: start, pause, resume, cancel."""

from collections.abc import Callable, Mapping

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict
from infra.kernel.ids import derived_id, new_id
from infra.kernel.sentences import both
from infra.storage.changes import DuplicateInsert
from services.notify.campaigns.check import AnnouncementCheck
from services.notify.campaigns.domain.announcement import announced
from services.notify.campaigns.queries import CampaignReading
from services.notify.campaigns.store import CampaignStore
from services.notify.contract.campaigns import (
    CampaignCommand,
    CancelCampaign,
    PauseCampaign,
    ResumeCampaign,
    StartCampaign,
)
from services.notify.contract.views import Outcome
from services.notify.core.feature import Handle
from services.notify.core.ports.stores import JobStore
from services.notify.core.rules.campaign import Campaign, cancelled, paused, resumed
from services.shared.callers import Caller


class CampaignCommands:
    def __init__(
        self,
        *,
        campaigns: CampaignStore,
        reading: CampaignReading,
        check: AnnouncementCheck,
        jobs: JobStore,
        clock: Clock,
    ) -> None:
        self._campaigns = campaigns
        self._reading = reading
        self._check = check
        self._jobs = jobs
        self._clock = clock

    def handlers(self) -> Mapping[type, Handle]:
        return {
            StartCampaign: self._start,
            PauseCampaign: self._pause,
            ResumeCampaign: self._resume,
            CancelCampaign: self._cancel,
        }

    async def _start(self, command: StartCampaign, by: Caller) -> Outcome:
        """
        Raises:
            InvalidInput: it could not be sent, or nobody would get it.
            Conflict: another announcement was started under the same key.
        """
        key = by.idempotency_key
        id = derived_id("campaign", by.actor.id, key) if key else new_id()
        wanted = announced(command, id, by.actor.id, self._clock.now())
        self._check.check(wanted)
        members = await self._reading.audience(wanted.audience, wanted.at)
        try:
            await self._campaigns.start(msgspec.structs.replace(wanted, members=members))
        except DuplicateInsert:
            return await self._started(wanted)
        return await self._outcome(id)

    async def _started(self, wanted: Campaign) -> Outcome:
        there = await self._campaigns.get(wanted.id)
        if (there.facts, there.audience) != (wanted.facts, wanted.audience):
            raise Conflict(
                both(
                    "此 idempotencyKey 已用于另一公告，请换一个。",
                    "Another announcement was started under this idempotencyKey; use a new one.",
                ),
                field="idempotencyKey",
            )
        return await self._outcome(there.id, repeated=True)

    async def _pause(self, command: PauseCampaign, by: Caller) -> Outcome:
        left = await self._left(command)
        now = self._clock.now()
        return await self._change(command, by, lambda c: paused(c, left, by.actor.id, now))

    async def _cancel(self, command: CancelCampaign, by: Caller) -> Outcome:
        left = await self._left(command)
        now = self._clock.now()
        return await self._change(command, by, lambda c: cancelled(c, left, by.actor.id, now))

    async def _resume(self, command: ResumeCampaign, by: Caller) -> Outcome:
        now = self._clock.now()
        return await self._change(command, by, lambda c: resumed(c, by.actor.id, now))

    async def _change(
        self, command: CampaignCommand, by: Caller, decide: Callable[[Campaign], Campaign]
    ) -> Outcome:
        """What was put off is looked at again at once, also by a repeated call: the first one may
        have been killed before it came to that."""
        before, after = await self._campaigns.change(command.campaign_id, decide)
        await self._jobs.hurry(command.campaign_id)
        return await self._outcome(after.id, repeated=after == before)

    async def _left(self, command: CampaignCommand) -> int:
        return (await self._reading.view(command.campaign_id)).left

    async def _outcome(self, id: str, *, repeated: bool = False) -> Outcome:
        return Outcome(campaign=await self._reading.view(id), repeated=repeated)
