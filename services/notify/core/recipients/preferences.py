"""What a member wants to hear where. Mandatory topics leave a choice of channel, not silence."""

from datetime import datetime

import msgspec

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.sentences import both, several
from services.notify.contract.commands import SetDigest, SetQuietHours
from services.notify.contract.views import TopicPreference
from services.notify.contract.words import MANDATORY, Channel, Topic
from services.notify.core.recipients.digest_times import checked_digest
from services.notify.core.recipients.quiet_hours import NEVER_QUIET, QuietHours, quiet_between
from services.notify.core.recipients.recipient import Recipient

EVERY_CHANNEL = (Channel.SMS, Channel.EMAIL, Channel.IN_APP)


def channels_for(recipient: Recipient, topic: Topic) -> tuple[Channel, ...]:
    """The channels that the member chose, or the default: every one."""
    return recipient.preferences.get(topic, EVERY_CHANNEL)


def reaches(recipient: Recipient, channels: tuple[Channel, ...]) -> bool:
    return any(recipient.address(channel) for channel in channels)


def with_preference(recipient: Recipient, topic: Topic, channels: tuple[Channel, ...]) -> Recipient:
    """The recipient with this choice.

    Raises:
        NotAllowed: it would silence a mandatory topic.
    """
    chosen = tuple(channel for channel in EVERY_CHANNEL if channel in channels)
    if topic in MANDATORY and not reaches(recipient, chosen):
        reachable = [c.value for c in EVERY_CHANNEL if recipient.address(c)]
        raise NotAllowed(
            both(
                "{topic} 类消息不能关闭；请至少保留一个能联系到您的渠道：{channels}。",
                "{topic} messages cannot be turned off; keep at least one channel that "
                "reaches you: {channels}.",
                topic=topic.value,
                channels=several(reachable),
            ),
            field="channels",
            details={"allowed": reachable},
        )
    return msgspec.structs.replace(recipient, preferences={**recipient.preferences, topic: chosen})


def with_quiet_hours(recipient: Recipient, command: SetQuietHours) -> Recipient:
    """The recipient with these quiet hours; with none of their own where nothing is given.

    Raises:
        InvalidInput: naming the field.
    """
    return msgspec.structs.replace(recipient, quiet=_chosen(command))


def _chosen(command: SetQuietHours) -> QuietHours | None:
    given = bool(command.begins or command.ends)
    if command.off and given:
        raise InvalidInput(
            both(
                "勿扰时段要么关闭（off），要么写明起止时间，不能两者都有。",
                "Quiet hours are off, or have times; not both.",
            ),
            field="off",
        )
    if command.off:
        return NEVER_QUIET
    return quiet_between(command.begins, command.ends) if given else None


def with_digest(recipient: Recipient, command: SetDigest) -> Recipient:
    """The recipient with this digest.

    Raises:
        InvalidInput: an hour that no clock shows.
    """
    digest = checked_digest(command.every, command.hour)
    return msgspec.structs.replace(recipient, digest=digest)


def all_preferences(recipient: Recipient) -> tuple[TopicPreference, ...]:
    return tuple(
        TopicPreference(
            topic=topic, channels=channels_for(recipient, topic), mandatory=topic in MANDATORY
        )
        for topic in Topic
    )


def with_marketing(recipient: Recipient, now: datetime, *, agreed: bool) -> Recipient:
    """The same again keeps the time at which it was said first."""
    agrees = recipient.marketing_since is not None and recipient.marketing_until is None
    if agreed == agrees:
        return recipient
    if agreed:
        return msgspec.structs.replace(recipient, marketing_since=now, marketing_until=None)
    return msgspec.structs.replace(recipient, marketing_until=now)
