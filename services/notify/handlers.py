"""Carries out the commands of notification, one handler each."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from infra.kernel.caller import Caller
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, Conflict, NotFound
from infra.kernel.ids import derived_id, new_id
from infra.unit_of_work import DuplicateInsert, VersionConflict
from services.notify.contract.commands import (
    Command,
    ContactRow,
    MarkShown,
    SendCode,
    SetContacts,
    SetPreference,
    VerifyCode,
)
from services.notify.contract.views import ImportResult, Outcome, Refusal
from services.notify.contract.words import Channel
from services.notify.domain import codes
from services.notify.domain.contacts import Recipient, from_row, masked, with_contacts
from services.notify.domain.delivery import shown
from services.notify.domain.fanout import code_alert, code_delivery
from services.notify.domain.preferences import with_preference
from services.notify.domain.views import profile_of
from services.notify.ports import (
    AlertStore,
    ChallengeStore,
    DeliveryStore,
    Queue,
    RecipientStore,
    SuppressionHandlers,
)

_TRIES = 5
_MOST_SHOWN = 200


class Handlers:
    def __init__(
        self,
        *,
        recipients: RecipientStore,
        alerts: AlertStore,
        deliveries: DeliveryStore,
        challenges: ChallengeStore,
        suppressing: SuppressionHandlers,
        queue: Queue,
        clock: Clock,
        code_secret: bytes,
    ) -> None:
        self._recipients = recipients
        self._alerts = alerts
        self._deliveries = deliveries
        self._challenges = challenges
        self._suppressing = suppressing
        self._queue = queue
        self._clock = clock
        self._secret = code_secret
        self._handlers: dict[type, Callable[[Any, Caller], Awaitable[Outcome]]] = {
            SetContacts: self._set_contacts,
            SetPreference: self._set_preference,
            SendCode: self._send_code,
            VerifyCode: self._verify_code,
            MarkShown: self._mark_shown,
            **suppressing.handlers(),
        }

    async def execute(self, command: Command, by: Caller) -> Outcome:
        return await self._handlers[type(command)](command, by)

    async def import_contacts(self, rows: Sequence[ContactRow]) -> ImportResult:
        now = self._clock.now()
        taken: list[Recipient] = []
        refused: list[Refusal] = []
        for row in rows:
            try:
                taken.append(from_row(row, now))
            except AppError as error:
                refusal = Refusal(row=row.row, field=error.field or "", reason=error.message)
                refused.append(refusal)
        created = await self._recipients.add_new(taken)
        return ImportResult(created=created, unchanged=len(taken) - created, refused=tuple(refused))

    async def _set_contacts(self, command: SetContacts, by: Caller) -> Outcome:
        for _ in range(_TRIES):
            before = await self._recipients.get(command.member_id)
            start = before or Recipient(id=command.member_id, created_at=self._clock.now())
            after = with_contacts(start, command)
            _still_heard(after)
            if await self._recipients.save(before, after):
                return Outcome(profile=profile_of(after))
        raise _busy()

    async def _set_preference(self, command: SetPreference, by: Caller) -> Outcome:
        before = await self._known(command.member_id)
        after = with_preference(before, command.topic, command.channels)
        await self._recipients.save(before, after)
        await self._suppressing.chosen(after, command)
        return Outcome(profile=profile_of(after))

    async def _send_code(self, command: SendCode, by: Caller) -> Outcome:
        for _ in range(_TRIES):
            try:
                return await self._send_one_code(command, by)
            except (VersionConflict, DuplicateInsert):
                continue  # another one was asked for at the same moment: this one comes after it
        raise _busy()

    async def _send_one_code(self, command: SendCode, by: Caller) -> Outcome:
        recipient = await self._known(command.member_id)
        last = await self._challenges.last(command.member_id, command.purpose)
        challenge_id = _challenge_id(command, by)
        to = masked(recipient.phone or recipient.email)
        if last is not None and last.id == challenge_id:
            return Outcome(sent_to=to, repeated=True)
        now = self._clock.now()
        challenge = codes.issue(last, challenge_id, recipient.id, command.purpose, now)
        alert = code_alert(challenge, recipient)
        delivery = code_delivery(alert, challenge, recipient)
        await self._challenges.issue(last, challenge, alert, delivery)
        await self._queue.put([delivery])
        return Outcome(sent_to=to)

    async def _verify_code(self, command: VerifyCode, by: Caller) -> Outcome:
        for _ in range(_TRIES):
            last, now = await self._challenges.last(command.member_id, command.purpose), self._now()
            key = by.idempotency_key
            if last is not None and codes.repeats(last, command.code, self._secret, key, now):
                return Outcome(repeated=True)
            if last is None or not codes.is_open(last, now):
                raise codes.refused(None)
            after = codes.tried(last, command.code, self._secret, key)
            if not await self._challenges.tried(last, after):
                continue
            if not after.spent:
                raise codes.refused(after)
            return Outcome()
        raise _busy()

    async def _mark_shown(self, command: MarkShown, by: Caller) -> Outcome:
        alerts = (await self._alerts.get_many(command.alert_ids[:_MOST_SHOWN])).values()
        own = [alert for alert in alerts if alert.member_id == command.member_id]
        now = self._clock.now()
        for deliveries in (await self._deliveries.of_alerts(own)).values():
            for delivery in deliveries:
                after = shown(delivery, now) if delivery.channel is Channel.IN_APP else delivery
                if after != delivery:
                    await self._deliveries.apply(delivery, after)
        return Outcome()

    def _now(self) -> datetime:
        return self._clock.now()

    async def _known(self, member_id: str) -> Recipient:
        recipient = await self._recipients.get(member_id)
        if recipient is None:
            raise NotFound("No contacts of this member are known; set them first.")
        return recipient


def _still_heard(recipient: Recipient) -> None:
    """Raises NotAllowed: the last channel of a mandatory topic would lose its address."""
    for topic, channels in recipient.preferences.items():
        with_preference(recipient, topic, channels)


def _challenge_id(command: SendCode, by: Caller) -> str:
    if not by.idempotency_key:
        return new_id()
    return derived_id("challenge", command.member_id, command.purpose, by.idempotency_key)


def _busy() -> Conflict:
    return Conflict("Somebody else is changing the same thing; repeat the call.")
