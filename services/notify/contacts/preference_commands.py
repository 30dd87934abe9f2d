"""Carries out the commands about what a member wants to hear, where and when."""

from collections.abc import Mapping

from infra.kernel.clock import Clock
from services.notify.contacts.suppression_commands import SuppressionCommands
from services.notify.contract.commands import (
    SetDigest,
    SetMarketingConsent,
    SetPreference,
    SetQuietHours,
)
from services.notify.contract.views import Outcome
from services.notify.core.alerts.views import profile_of
from services.notify.core.feature import Handle
from services.notify.core.ports.people import RecipientStore
from services.notify.core.recipients.preferences import (
    with_digest,
    with_marketing,
    with_preference,
    with_quiet_hours,
)
from services.notify.core.recipients.quiet_hours import QuietHours
from services.notify.core.recipients.recipient import Recipient, known_recipient
from services.shared.callers import Caller


class PreferenceCommands:
    """`quiet_hours`: the operator's."""

    def __init__(
        self,
        recipients: RecipientStore,
        suppressing: SuppressionCommands,
        quiet_hours: QuietHours,
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._recipients = recipients
        self._suppressing = suppressing
        self._quiet_hours = quiet_hours

    def handlers(self) -> Mapping[type, Handle]:
        return {
            SetPreference: self._set_preference,
            SetQuietHours: self._set_quiet_hours,
            SetDigest: self._set_digest,
            SetMarketingConsent: self._set_marketing,
        }

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

    async def _set_marketing(self, command: SetMarketingConsent, by: Caller) -> Outcome:
        before = await self._known(command.member_id)
        after = with_marketing(before, self._clock.now(), agreed=command.agreed)
        return await self._saved(before, after)

    async def _known(self, member_id: str) -> Recipient:
        return known_recipient(await self._recipients.get(member_id))

    async def _saved(self, before: Recipient, after: Recipient) -> Outcome:
        await self._recipients.save(before, after)
        return Outcome(profile=profile_of(after, self._quiet_hours))
