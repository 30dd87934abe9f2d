"""Tells the address that a member took out of use, at once: a thief must not do it unnoticed."""

from datetime import datetime
from enum import StrEnum

import msgspec

from infra.kernel.ids import derived_id
from services.notify.contract.words import Channel
from services.notify.core.alerts.alert import Alert, alert_about
from services.notify.core.alerts.fanout import AlertPlan, Suppressed, planned
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.alert_rules import SECOND_CHANNEL
from services.notify.core.rules.facts import ContactChanged

_EVERYWHERE = ladders("LOSS: SMS+EMAIL 70m; DEFAULT: SMS+EMAIL 70m")
"""Nothing waits for its rung: a ladder is climbed with the addresses in use, the new ones."""


class Why(StrEnum):
    """Who changed it. GIVEN_BACK: the account went to who had lost its contacts. RESTORED: somebody
    else had changed it before."""

    MEMBER = "MEMBER"
    GIVEN_BACK = "GIVEN_BACK"
    RESTORED = "RESTORED"


def told_of_change(
    before: Recipient,
    after: Recipient,
    now: datetime,
    policy: Policy,
    suppressed: Suppressed,
    *,
    why: Why,
) -> list[AlertPlan]:
    """What goes to the recipient as it was before the member changed it. `suppressed`: of the
    addresses before."""
    gone = [c for c in SECOND_CHANNEL if before.address(c) not in ("", after.address(c))]
    alerts = [_alert(before, after, channel, now, why) for channel in gone]
    at_once = policy._replace(ladders=_EVERYWHERE)
    return [planned(alert, before, at_once, suppressed) for alert in alerts]


def _alert(before: Recipient, after: Recipient, channel: Channel, now: datetime, why: Why) -> Alert:
    """An address goes out of use once for each time that it came into use."""
    by_sms = channel is Channel.SMS
    since = (before.phone_verified_at if by_sms else before.email_verified_at) or before.created_at
    event_id = derived_id("contact changed", before.id, channel, since.isoformat())
    fact = ContactChanged(
        channel=channel,
        removed=not after.address(channel),
        given_back=why is Why.GIVEN_BACK,
        restored=why is Why.RESTORED,
    )
    facts = msgspec.to_builtins(fact)
    return alert_about(event_id, "ContactChanged", now, before, now, facts=facts)
