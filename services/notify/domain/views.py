"""How recipients, deliveries and suppressions look from outside."""

from collections.abc import Mapping, Sequence

from services.notify.contract.views import (
    DeliveryView,
    DigestView,
    ProfileView,
    QuietHoursView,
    StepView,
    SuppressionView,
)
from services.notify.domain.contacts import Recipient
from services.notify.domain.fanout import REASONS
from services.notify.domain.journal import Delivery
from services.notify.domain.preferences import all_preferences
from services.notify.domain.quiet_hours import QuietHours
from services.notify.domain.suppression import IN_WORDS, Suppression


def profile_of(recipient: Recipient, default: QuietHours) -> ProfileView:
    """`default`: the operator's quiet hours."""
    return ProfileView(
        member_id=recipient.id,
        name=recipient.name,
        phone=recipient.phone,
        email=recipient.email,
        language=recipient.language,
        time_zone=recipient.time_zone,
        preferences=all_preferences(recipient),
        quiet_hours=_quiet_hours(recipient, default),
        digest=DigestView(every=recipient.digest.every, hour=recipient.digest.hour),
        phone_verified_at=recipient.phone_verified_at,
        email_verified_at=recipient.email_verified_at,
        unverified_phone=recipient.new_phone,
        unverified_email=recipient.new_email,
    )


def _quiet_hours(recipient: Recipient, default: QuietHours) -> QuietHoursView:
    quiet = recipient.quiet or default
    return QuietHoursView(
        begins=f"{quiet.begins:%H:%M}",
        ends=f"{quiet.ends:%H:%M}",
        off=quiet.begins == quiet.ends,
        default=recipient.quiet is None,
    )


def delivery_view(delivery: Delivery, history: tuple[StepView, ...] = ()) -> DeliveryView:
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
        rule=delivery.rule,
        history=history,
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
