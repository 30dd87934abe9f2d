"""How recipients, deliveries and suppressions look from outside."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from services.notify.contract.views import (
    DeliveryView,
    DigestView,
    ProfileView,
    QuietHoursView,
    StepView,
    SuppressionView,
)
from services.notify.core.deliveries.journal import Delivery
from services.notify.core.recipients.preferences import all_preferences
from services.notify.core.recipients.quiet_hours import QuietHours
from services.notify.core.recipients.recipient import Recipient, masked
from services.notify.core.recipients.suppression import IN_WORDS, Suppression
from services.notify.core.rules.reasons import DIGEST, REASONS

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
        marketing_since=recipient.marketing_since,
        marketing_until=recipient.marketing_until,
    )


def masked_profile(view: ProfileView) -> ProfileView:
    """Addresses only as far as their owner recognises them."""
    addresses = ("phone", "email", "unverified_phone", "unverified_email")
    shown = {name: masked(address) for name in addresses if (address := getattr(view, name))}
    return msgspec.structs.replace(view, **shown)


def _quiet_hours(recipient: Recipient, default: QuietHours) -> QuietHoursView:
    quiet = recipient.quiet or default
    return QuietHoursView(
        begins=f"{quiet.begins:%H:%M}",
        ends=f"{quiet.ends:%H:%M}",
        off=quiet.begins == quiet.ends,
        default=recipient.quiet is None,
    )


def delivery_view(
    delivery: Delivery, time_zone: str, history: tuple[StepView, ...] = ()
) -> DeliveryView:
    """`time_zone`: in which times are said in words."""
    return DeliveryView(
        id=delivery.id,
        channel=delivery.channel,
        state=delivery.state,
        planned_at=delivery.planned_at,
        sent_at=delivery.sent_at,
        received_at=delivery.received_at,
        attempts=delivery.attempts,
        next_due=delivery.next_due,
        reason=delivery.reason or _rule_in_words(delivery, time_zone),
        looked_up=delivery.looked_up,
        rule=delivery.rule,
        history=history,
    )


def _rule_in_words(delivery: Delivery, time_zone: str) -> str:
    if delivery.rule != DIGEST:
        return REASONS.get(delivery.rule, "")
    local = delivery.planned_at.astimezone(ZoneInfo(time_zone))
    return f"It comes in the member's digest on {_DAYS[local.weekday()]} {local:%Y-%m-%d, %H:%M}."


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
