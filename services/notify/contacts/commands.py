"""Carries out the commands about where members are reached."""

from collections.abc import Sequence

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.notify.contacts.contact_import import ContactImport
from services.notify.contacts.domain.contact_change import Why, told_of_change
from services.notify.contacts.domain.verified import PROVEN_BY, proven, vouches, with_contacts
from services.notify.contacts.one_time_codes import TRIES, OneTimeCodes, busy
from services.notify.contacts.suppression_commands import SuppressionCommands
from services.notify.contract.commands import ContactRow, SetContacts, VerifyCode, VerifyContact
from services.notify.contract.views import ImportResult, Outcome
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.views import profile_of
from services.notify.core.deliveries.job import jobs_of
from services.notify.core.deliveries.policy import Policy
from services.notify.core.ports.people import RecipientStore
from services.notify.core.ports.renderer import Renderer, TemplateFault
from services.notify.core.ports.stores import Queue
from services.notify.core.recipients.moves import moves
from services.notify.core.recipients.preferences import with_preference
from services.notify.core.recipients.recipient import Recipient, known_recipient
from services.shared.callers import ActorKind, Caller


class ContactCommands:
    def __init__(
        self,
        *,
        recipients: RecipientStore,
        codes: OneTimeCodes,
        suppressing: SuppressionCommands,
        renderer: Renderer,
        queue: Queue,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._recipients = recipients
        self._codes = codes
        self._suppressing = suppressing
        self._renderer = renderer
        self._queue = queue
        self._policy = policy
        self._clock = clock
        self._importing = ContactImport(recipients, policy.time_zone, clock)

    async def import_contacts(self, rows: Sequence[ContactRow]) -> ImportResult:
        return await self._importing(rows)

    async def set(self, command: SetContacts, by: Caller) -> Outcome:
        vouched = vouches(by.actor.kind)
        for _ in range(TRIES):
            before, now = await self._recipients.get(command.member_id), self._clock.now()
            start = before or self._policy.stranger(command.member_id, now)
            after = with_contacts(
                start,
                command,
                now,
                vouched=vouched,
                confirmed=by.second_factor,
            )
            _still_heard(after)
            if await self._save(before, after, _why(command, by), by):
                return self._outcome(after)
        raise busy()

    async def verify(self, command: VerifyContact, by: Caller) -> Outcome:
        """A repeated call does what a kill after the code was spent left undone."""
        purpose = PROVEN_BY.get(command.channel)
        if purpose is None:
            raise InvalidInput(
                both(
                    "只有手机号和邮箱需要验证。", "Only a phone or an e-mail address is verified."
                ),
                field="channel",
            )
        spend = VerifyCode(member_id=command.member_id, purpose=purpose, code=command.code)
        challenge, repeated = await self._codes.spend(spend, by)
        before = known_recipient(await self._recipients.get(command.member_id))
        after = proven(before, purpose, challenge.proves, self._clock.now())
        await self._save(before, after, Why.MEMBER, by)
        return msgspec.structs.replace(self._outcome(after), repeated=repeated)

    async def _save(
        self, before: Recipient | None, after: Recipient, why: Why | None, by: Caller
    ) -> bool:
        """`why`: an address that goes out of use hears of it."""
        if before is None or why is None:
            return await self._recipients.save(before, after)
        now, suppressed = self._clock.now(), await self._suppressing.suppressed(before)
        plans = told_of_change(before, after, now, self._policy, suppressed, why=why)
        alerts = [self._with_version(plan.alert) for plan in plans]
        jobs = [j for p in plans for j in jobs_of(p.follow_ups, p.alert.id, fresh=True)]
        moved = moves(before, after, now, by.device_id) if why is Why.MEMBER else ()
        await self._recipients.save(before, after, alerts, jobs, moved)
        await self._queue.put(jobs, now)
        return True

    def _with_version(self, alert: Alert) -> Alert:
        """It keeps which template it is worded by; where none fits, whoever sends it finds out."""
        try:
            phrases = self._renderer.phrases(alert, alert.facts, alert.language)
        except TemplateFault:
            return alert
        return msgspec.structs.replace(alert, version=phrases.version)

    def _outcome(self, recipient: Recipient) -> Outcome:
        return Outcome(profile=profile_of(recipient, self._policy.quiet_hours))


def _why(command: SetContacts, by: Caller) -> Why | None:
    """None where the host or staff did it."""
    if by.actor.kind == ActorKind.SYSTEM:
        return Why.RESTORED if command.restored else Why.GIVEN_BACK
    return None if vouches(by.actor.kind) else Why.MEMBER


def _still_heard(recipient: Recipient) -> None:
    """Raises NotAllowed: the last channel of a mandatory topic would lose its address."""
    for topic, channels in recipient.preferences.items():
        with_preference(recipient, topic, channels)
