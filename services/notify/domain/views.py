"""How recipients and deliveries look from outside."""

from services.notify.contract.views import DeliveryView, ProfileView
from services.notify.domain.contacts import Recipient
from services.notify.domain.fanout import REASONS
from services.notify.domain.journal import Delivery
from services.notify.domain.preferences import all_preferences


def profile_of(recipient: Recipient) -> ProfileView:
    return ProfileView(
        member_id=recipient.id,
        name=recipient.name,
        phone=recipient.phone,
        email=recipient.email,
        language=recipient.language,
        time_zone=recipient.time_zone,
        preferences=all_preferences(recipient),
    )


def delivery_view(delivery: Delivery) -> DeliveryView:
    return DeliveryView(
        id=delivery.id,
        channel=delivery.channel,
        state=delivery.state,
        planned_at=delivery.planned_at,
        sent_at=delivery.sent_at,
        received_at=delivery.received_at,
        attempts=delivery.attempts,
        next_due=delivery.next_due,
        reason=delivery.reason or REASONS.get(delivery.rule, ""),
        looked_up=delivery.looked_up,
    )
