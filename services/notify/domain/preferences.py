"""What a member wants to hear where. Mandatory topics leave a choice of channel, not silence."""

import msgspec

from infra.kernel.errors import NotAllowed
from services.notify.contract.views import TopicPreference
from services.notify.contract.words import MANDATORY, Channel, Topic
from services.notify.domain.contacts import Recipient

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
            f"{topic.value} messages cannot be turned off; keep at least one channel that reaches "
            f"the member: {', '.join(reachable)}.",
            field="channels",
            details={"allowed": reachable},
        )
    return msgspec.structs.replace(recipient, preferences={**recipient.preferences, topic: chosen})


def all_preferences(recipient: Recipient) -> tuple[TopicPreference, ...]:
    return tuple(
        TopicPreference(
            topic=topic, channels=channels_for(recipient, topic), mandatory=topic in MANDATORY
        )
        for topic in Topic
    )
