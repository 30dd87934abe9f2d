"""Carries out the commands of notification, one handler each."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from infra.kernel.clock import Clock
from services.notify.contacts.commands import Contacting
from services.notify.contacts.one_time_codes import OneTimeCodes, known_recipient
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
from services.notify.contract.permissions import MAY
from services.notify.contract.staff import FinishTask, ReplayDeliveries, TakeTask
from services.notify.contract.templates import PublishTemplate, SaveTemplateDraft
from services.notify.contract.views import ImportResult, Outcome
from services.notify.core.alerts.alert import seen_in_inbox
from services.notify.core.alerts.views import profile_of
from services.notify.core.deliveries.delivery_update import News
from services.notify.core.ports.stores import (
    AlertStore,
    CampaignHandlers,
    RecipientStore,
    Settling,
    SuppressionHandlers,
)
from services.notify.core.recipients.preferences import (
    with_digest,
    with_preference,
    with_quiet_hours,
)
from services.notify.core.recipients.quiet_hours import QuietHours
from services.notify.core.recipients.recipient import Recipient
from services.notify.templates.commands import TemplateCommands
from services.notify.undelivered.dead_letters import DeadLetterDesk
from services.notify.undelivered.tasks import Tasks
from services.shared.callers import Caller
from services.shared.permissions import require

_MOST_SHOWN = 200


class Handlers:
    def __init__(
        self,
        *,
        recipients: RecipientStore,
        alerts: AlertStore,
        settling: Settling,
        contacting: Contacting,
        codes: OneTimeCodes,
        suppressing: SuppressionHandlers,
        clock: Clock,
        templates: TemplateCommands,
        tasks: Tasks,
        dead_letters: DeadLetterDesk,
        campaigns: CampaignHandlers,
        quiet_hours: QuietHours,
    ) -> None:
        self._recipients = recipients
        self._alerts = alerts
        self._settling = settling
        self._suppressing = suppressing
        self._contacting = contacting
        self._clock = clock
        self._quiet_hours = quiet_hours
        self._handlers: dict[type, Callable[[Any, Caller], Awaitable[Outcome]]] = {
            SetContacts: contacting.set,
            SetPreference: self._set_preference,
            SetQuietHours: self._set_quiet_hours,
            SetDigest: self._set_digest,
            SendCode: codes.send,
            VerifyCode: codes.verify,
            VerifyContact: contacting.verify,
            MarkShown: self._mark_shown,
            SaveTemplateDraft: templates.save_draft,
            PublishTemplate: templates.publish,
            TakeTask: tasks.take,
            FinishTask: tasks.finish,
            ReplayDeliveries: dead_letters.replay,
            **suppressing.handlers(),
            **campaigns.handlers(),
        }

    async def execute(self, command: Command, by: Caller) -> Outcome:
        require(MAY, command, by)
        return await self._handlers[type(command)](command, by)

    async def import_contacts(self, rows: Sequence[ContactRow]) -> ImportResult:
        return await self._contacting.import_contacts(rows)

    async def _set_preference(self, command: SetPreference, by: Caller) -> Outcome:
        before = await known_recipient(self._recipients, command.member_id)
        after = with_preference(before, command.topic, command.channels)
        outcome = await self._saved(before, after)
        await self._suppressing.chosen(after, command)
        return outcome

    async def _set_quiet_hours(self, command: SetQuietHours, by: Caller) -> Outcome:
        before = await known_recipient(self._recipients, command.member_id)
        return await self._saved(before, with_quiet_hours(before, command))

    async def _set_digest(self, command: SetDigest, by: Caller) -> Outcome:
        before = await known_recipient(self._recipients, command.member_id)
        return await self._saved(before, with_digest(before, command))

    async def _saved(self, before: Recipient, after: Recipient) -> Outcome:
        await self._recipients.save(before, after)
        return Outcome(profile=profile_of(after, self._quiet_hours))

    async def _mark_shown(self, command: MarkShown, by: Caller) -> Outcome:
        alerts = (await self._alerts.get_many(command.alert_ids[:_MOST_SHOWN])).values()
        own = [alert for alert in alerts if alert.member_id == command.member_id]
        now = self._clock.now()
        for campaign in {alert.campaign for alert in own}:
            shown = [alert for alert in own if alert.campaign == campaign]
            news = [(alert.topic, News(entry=seen_in_inbox(alert, now))) for alert in shown]
            await self._settling.tell(news, origin="", campaign=campaign)
        return Outcome()
