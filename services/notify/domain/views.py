"""How recipients, deliveries and suppressions look from outside."""

from collections.abc import Mapping, Sequence

from services.notify.contract.views import DeliveryView, ProfileView, SuppressionView
from services.notify.domain.contacts import Recipient
from services.notify.domain.delivery import Delivery
from services.notify.domain.preferences import all_preferences
from services.notify.domain.suppression import IN_WORDS, Suppression


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
        reason=delivery.reason,
        looked_up=delivery.looked_up,
    )


def suppression_views(
    suppressions: Sequence[Suppression], addresses: Mapping[str, str]
) -> tuple[SuppressionView, ...]:
    """`addresses`: the masked ones of the member, by the suppressions' ids."""
    return tuple(
        SuppressionView(
            channel=suppression.channel,
            address=addresses.get(suppression.id, ""),
            reason=mark.reason,
            topic=mark.topic,
            says=IN_WORDS[mark.reason],
            since=mark.since,
            by=mark.by,
            why=mark.why,
            lifted_at=mark.lifted_at,
            lifted_by=mark.lifted_by,
            lifted_why=mark.lifted_why,
        )
        for suppression in suppressions
        for mark in suppression.marks
    )
