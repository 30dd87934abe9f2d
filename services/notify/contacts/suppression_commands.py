"""Carries out the commands that keep messages from an address, and let them go there again."""

from collections.abc import Mapping
from functools import partial

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.sentences import both
from services.notify.contract.commands import (
    LiftSuppression,
    SetPreference,
    SuppressAddress,
    Unsubscribe,
)
from services.notify.contract.views import Outcome
from services.notify.contract.words import MANDATORY, Channel, SuppressionReason
from services.notify.core.alerts.fanout import Suppressed
from services.notify.core.alerts.views import profile_of
from services.notify.core.feature import Handle
from services.notify.core.ports.people import RecipientStore, SuppressionStore
from services.notify.core.recipients.preferences import channels_for, with_preference
from services.notify.core.recipients.quiet_hours import QuietHours
from services.notify.core.recipients.recipient import Recipient, known_recipient
from services.notify.core.recipients.suppression import (
    marked,
    released,
    seen_with,
    subscribed_again,
)
from services.notify.core.rules.alert_rules import SECOND_CHANNEL
from services.shared.callers import Caller

LONGEST_REASON = 500


class SuppressionCommands:
    def __init__(
        self,
        recipients: RecipientStore,
        suppressions: SuppressionStore,
        clock: Clock,
        quiet_hours: QuietHours,
    ) -> None:
        self._quiet_hours = quiet_hours
        self._recipients = recipients
        self._suppressions = suppressions
        self._clock = clock

    def handlers(self) -> Mapping[type, Handle]:
        return {
            Unsubscribe: self.unsubscribe,
            SuppressAddress: self._suppress,
            LiftSuppression: self._lift,
        }

    async def chosen(self, recipient: Recipient, command: SetPreference) -> None:
        """Who chooses mail for a topic again has not unsubscribed from it any more."""
        if Channel.EMAIL in command.channels and recipient.email:
            again = partial(subscribed_again, topic=command.topic, at=self._clock.now())
            await self._suppressions.change(Channel.EMAIL, recipient.email, again)

    async def suppressed(self, recipient: Recipient) -> Suppressed:
        """What is known of the recipient's addresses."""
        return await self._suppressions.suppressed(
            [(channel, recipient.address(channel)) for channel in SECOND_CHANNEL]
        )

    async def unsubscribe(self, command: Unsubscribe, by: Caller) -> Outcome:
        before, topic = await self._known(command.member_id), command.topic
        if topic in MANDATORY:
            raise NotAllowed(
                both("此主题的消息不能关闭。", "Messages on this topic cannot be turned off."),
                field="topic",
            )
        left = tuple(c for c in channels_for(before, topic) if c is not Channel.EMAIL)
        after = with_preference(before, topic, left)
        await self._recipients.save(before, after)
        if after.email:
            mark = partial(
                marked, reason=SuppressionReason.UNSUBSCRIBED, at=self._clock.now(), topic=topic
            )
            await self._suppressions.change(
                Channel.EMAIL, after.email, lambda s: seen_with(mark(s), after.id)
            )
        return Outcome(profile=profile_of(after, self._quiet_hours))

    async def _suppress(self, command: SuppressAddress, by: Caller) -> Outcome:
        to, why = await self._address(command), _checked_reason(command.reason)
        mark = partial(
            marked,
            reason=SuppressionReason.BY_STAFF,
            at=self._clock.now(),
            by=by.actor.id,
            why=why,
        )
        await self._suppressions.change(
            command.channel, to, lambda s: seen_with(mark(s), command.member_id)
        )
        return Outcome()

    async def _lift(self, command: LiftSuppression, by: Caller) -> Outcome:
        to, why = await self._address(command), _checked_reason(command.reason)
        lift = partial(released, at=self._clock.now(), by=by.actor.id, why=why)
        await self._suppressions.change(command.channel, to, lift)
        return Outcome()

    async def _address(self, command: SuppressAddress | LiftSuppression) -> str:
        """The member's present address on the channel."""
        recipient = await self._known(command.member_id)
        to = recipient.address(command.channel)
        if command.channel is Channel.IN_APP or not to:
            raise InvalidInput(
                both(
                    "请写 SMS 或 EMAIL，且会员在该渠道有地址。",
                    "Name SMS or EMAIL, and one on which the member has an address.",
                ),
                field="channel",
            )
        return to

    async def _known(self, member_id: str) -> Recipient:
        return known_recipient(await self._recipients.get(member_id))


def _checked_reason(reason: str) -> str:
    said = reason.strip()
    if not 1 <= len(said) <= LONGEST_REASON:
        raise InvalidInput(
            both(
                "请写明原因，最多 {most} 个字符；会保留在记录中。",
                "Say why, in at most {most} characters; it is kept.",
                most=LONGEST_REASON,
            ),
            field="reason",
        )
    return said
