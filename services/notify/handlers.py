"""Carries out the commands of notification, one handler each."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.caller import Caller
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, Conflict, InvalidInput, NotFound
from infra.kernel.ids import derived_id, new_id
from infra.unit_of_work import DuplicateInsert, VersionConflict
from services.notify.contract.commands import (
    Command,
    ContactRow,
    MarkShown,
    SendCode,
    SetContacts,
    SetDigest,
    SetPreference,
    SetQuietHours,
    VerifyCode,
    VerifyContact,
)
from services.notify.contract.templates import PublishTemplate, SaveTemplateDraft
from services.notify.contract.views import ImportResult, Outcome, Refusal
from services.notify.domain import codes
from services.notify.domain.contacts import Recipient, from_row, masked
from services.notify.domain.fanout import code_plan, seen_in_inbox
from services.notify.domain.job import jobs_of
from services.notify.domain.news import News
from services.notify.domain.preferences import with_digest, with_preference, with_quiet_hours
from services.notify.domain.quiet_hours import QuietHours
from services.notify.domain.verified import (
    PROVEN_BY,
    mark_of,
    proven,
    vouches,
    where_code_goes,
    with_contacts,
)
from services.notify.domain.views import profile_of
from services.notify.editing.commands import TemplateCommands
from services.notify.ports import (
    AlertStore,
    CampaignHandlers,
    ChallengeStore,
    Queue,
    RecipientStore,
    Settling,
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
        settling: Settling,
        challenges: ChallengeStore,
        suppressing: SuppressionHandlers,
        queue: Queue,
        clock: Clock,
        code_secret: bytes,
        templates: TemplateCommands,
        campaigns: CampaignHandlers,
        quiet_hours: QuietHours,
    ) -> None:
        self._recipients = recipients
        self._alerts = alerts
        self._settling = settling
        self._challenges = challenges
        self._suppressing = suppressing
        self._queue = queue
        self._clock = clock
        self._secret = code_secret
        self._quiet_hours = quiet_hours
        self._handlers: dict[type, Callable[[Any, Caller], Awaitable[Outcome]]] = {
            SetContacts: self._set_contacts,
            SetPreference: self._set_preference,
            SetQuietHours: self._set_quiet_hours,
            SetDigest: self._set_digest,
            SendCode: self._send_code,
            VerifyCode: self._verify_code,
            VerifyContact: self._verify_contact,
            MarkShown: self._mark_shown,
            SaveTemplateDraft: templates.save_draft,
            PublishTemplate: templates.publish,
            **suppressing.handlers(),
            **campaigns.handlers(),
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
            after = with_contacts(
                start,
                command,
                self._now(),
                vouched=vouches(by.actor.kind),
                confirmed=by.second_factor,
            )
            _still_heard(after)
            if await self._recipients.save(before, after):
                return Outcome(profile=profile_of(after, self._quiet_hours))
        raise _busy()

    async def _set_preference(self, command: SetPreference, by: Caller) -> Outcome:
        before = await self._known(command.member_id)
        after = with_preference(before, command.topic, command.channels)
        outcome = await self._saved(before, after)
        await self._suppressing.chosen(after, command)
        return outcome

    async def _set_quiet_hours(self, command: SetQuietHours, by: Caller) -> Outcome:
        before = await self._known(command.member_id)
        return await self._saved(before, with_quiet_hours(before, command))

    async def _set_digest(self, command: SetDigest, by: Caller) -> Outcome:
        before = await self._known(command.member_id)
        return await self._saved(before, with_digest(before, command))

    async def _saved(self, before: Recipient, after: Recipient) -> Outcome:
        await self._recipients.save(before, after)
        return Outcome(profile=profile_of(after, self._quiet_hours))

    async def _send_code(self, command: SendCode, by: Caller) -> Outcome:
        for _ in range(_TRIES):
            try:
                return await self._send_one_code(command, by)
            except (VersionConflict, DuplicateInsert):
                continue  # another one was asked for at the same moment: this one comes after it
        raise _busy()

    async def _send_one_code(self, command: SendCode, by: Caller) -> Outcome:
        recipient = where_code_goes(await self._known(command.member_id), command.purpose)
        proves = mark_of(recipient, command.purpose)
        last = await self._challenges.last(command.member_id, command.purpose)
        challenge_id = _challenge_id(command, proves, by)
        to = masked(recipient.phone or recipient.email)
        if last is not None and last.id == challenge_id:
            return Outcome(sent_to=to, repeated=True)
        now = self._clock.now()
        challenge = codes.issue(
            last, challenge_id, recipient.id, command.purpose, now, proves=proves
        )
        barred = await self._suppressing.barred(recipient)
        plan = code_plan(challenge, recipient, barred)
        jobs = jobs_of(plan.follow_ups, plan.alert.id, fresh=True)
        await self._challenges.issue(last, challenge, plan.alert, jobs)
        await self._queue.put(jobs, now)
        return Outcome(sent_to=to)

    async def _verify_code(self, command: VerifyCode, by: Caller) -> Outcome:
        _, repeated = await self._spend(command, by)
        return Outcome(repeated=repeated)

    async def _verify_contact(self, command: VerifyContact, by: Caller) -> Outcome:
        """A repeated call does what a kill after the code was spent left undone."""
        purpose = PROVEN_BY.get(command.channel)
        if purpose is None:
            raise InvalidInput("Only a phone or an e-mail address is verified.", field="channel")
        spend = VerifyCode(member_id=command.member_id, purpose=purpose, code=command.code)
        challenge, repeated = await self._spend(spend, by)
        before = await self._known(command.member_id)
        after = proven(before, purpose, challenge.proves, self._now())
        return msgspec.structs.replace(await self._saved(before, after), repeated=repeated)

    async def _spend(self, command: VerifyCode, by: Caller) -> tuple[codes.Challenge, bool]:
        """What the code was good for, and whether this very call had spent it before."""
        for _ in range(_TRIES):
            last, now = await self._challenges.last(command.member_id, command.purpose), self._now()
            key = by.idempotency_key
            if last is not None and codes.repeats(last, command.code, self._secret, key, now):
                return last, True
            if last is None or not codes.is_open(last, now):
                raise codes.refused(None)
            after = codes.tried(last, command.code, self._secret, key)
            if not await self._challenges.tried(last, after):
                continue
            if not after.spent:
                raise codes.refused(after)
            return after, False
        raise _busy()

    async def _mark_shown(self, command: MarkShown, by: Caller) -> Outcome:
        alerts = (await self._alerts.get_many(command.alert_ids[:_MOST_SHOWN])).values()
        own = [alert for alert in alerts if alert.member_id == command.member_id]
        now = self._clock.now()
        for campaign in {alert.campaign for alert in own}:
            shown = [alert for alert in own if alert.campaign == campaign]
            news = [(alert.topic, News(entry=seen_in_inbox(alert, now))) for alert in shown]
            await self._settling.tell(news, origin="", campaign=campaign)
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


def _challenge_id(command: SendCode, proves: str, by: Caller) -> str:
    if not by.idempotency_key:
        return new_id()
    return derived_id("challenge", command.member_id, command.purpose, proves, by.idempotency_key)


def _busy() -> Conflict:
    return Conflict("Somebody else is changing the same thing; repeat the call.")
