"""Of contacts, webhooks and announcements."""

from typing import Any

from infra.kernel.text import LocalText
from services.notify.contract.campaigns import Announcement
from services.notify.contract.words import Channel
from services.notify.core.rules.facts import (
    ContactChanged,
    WebhookDisabled,
    WebhookFailing,
)
from services.notify.templates.domain.samples.words import NOW, SOON

EVENTS: list[Any] = [
    ContactChanged(channel=Channel.SMS, removed=False),
    WebhookFailing(
        host="hooks.partner.example",
        percent=90,
        failing_since=NOW,
        disabled_at=SOON,
        endpoint="1f0c72ab",
    ),
    WebhookDisabled(
        host="hooks.partner.example", gone=False, failing_since=NOW, endpoint="1f0c72ab"
    ),
    Announcement(
        title=LocalText(zh="春节期间客服时间", en="Support hours over the Spring Festival"),
        what=LocalText(
            zh="2月15日至21日，会员专线服务时间为10:00至18:00，节后恢复。",
            en="From 15 to 21 February the members' line is open from 10:00 to 18:00.",
        ),
        next=LocalText(
            zh="急事请在会员中心留言，我们当天回复。",
            en="Leave a message in the member centre; we answer the same day.",
        ),
    ),
]
