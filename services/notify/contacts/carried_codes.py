"""Carries codes of other services: their challenges, sent as our own are."""

import msgspec

from infra.kernel.clock import Clock
from infra.storage.changes import DuplicateInsert
from services.notify.contacts.suppression_commands import SuppressionCommands
from services.notify.contract.commands import CarryCode
from services.notify.contract.views import Outcome
from services.notify.contract.words import Channel
from services.notify.core.alerts.codes import Challenge
from services.notify.core.alerts.fanout import code_plan
from services.notify.core.deliveries.job import jobs_of
from services.notify.core.deliveries.policy import Policy
from services.notify.core.ports.people import RecipientStore
from services.notify.core.ports.stores import Queue
from services.notify.core.recipients.recipient import Recipient, checked, known_recipient, masked
from services.notify.core.stores.alert_writer import AlertWriter, planned_alerts
from services.shared.callers import Caller

_FIELD = {Channel.SMS: "phone", Channel.EMAIL: "email"}
_NO_ADDRESS = {"name": "", "phone": "", "email": ""}


class CarriedCodes:
    def __init__(
        self,
        *,
        recipients: RecipientStore,
        suppressing: SuppressionCommands,
        writer: AlertWriter,
        queue: Queue,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._recipients = recipients
        self._suppressing = suppressing
        self._writer = writer
        self._queue = queue
        self._policy = policy
        self._clock = clock

    async def carry(self, command: CarryCode, by: Caller) -> Outcome:
        """Once for each challenge.

        Raises:
            NotFound: nobody of that id.
            NotAllowed: there is no address on the channel, or nothing may go there.
            InvalidInput: `to` is no address.
        """
        now = self._clock.now()
        recipient = await self._to_whom(command)
        challenge = Challenge(
            id=command.challenge,
            member_id=command.member_id,
            purpose=command.purpose,
            issued=(now,),
            expires_at=command.expires_at,
        )
        suppressed = await self._suppressing.suppressed(recipient)
        plan = code_plan(challenge, recipient, suppressed)
        jobs = jobs_of(plan.follow_ups, plan.alert.id, fresh=True)
        to = masked(recipient.phone or recipient.email)
        try:
            await self._writer.commit(planned_alerts([plan.alert], jobs))
        except DuplicateInsert:
            return Outcome(sent_to=to, repeated=True)
        await self._queue.put(jobs, now)
        return Outcome(sent_to=to)

    async def _to_whom(self, command: CarryCode) -> Recipient:
        """With the one address, and without the name, which is no stranger's business."""
        field = _FIELD[command.channel]
        if command.to:
            found = self._policy.stranger(command.member_id, self._clock.now())
            address = checked(field, command.to)
        else:
            found = known_recipient(await self._recipients.get(command.member_id))
            address = getattr(found, field)
        spoken = {"language": command.language} if command.language else {}
        return msgspec.structs.replace(found, **(_NO_ADDRESS | {field: address} | spoken))
