"""How long an endpoint may fail: warned at 50, 70 and 90 % of five days, then disabled.

What counts is that nothing gets through. One answer of 2xx, to whichever event, begins it anew.
"""

from datetime import datetime, timedelta

import msgspec

from services.notify.contract.webhooks import DisabledBecause
from services.notify.webhooks.domain.endpoint import WebhookEndpoint, disabled
from services.notify.webhooks.domain.retries import DAILY, JITTER

FAILS_FOR = timedelta(days=5)
WARNED_AT = (50, 70, 90)
"""Percent."""
NOTED_AGAIN_AFTER = timedelta(minutes=10)
"""Not each of many failures is written down."""
_NOTHING_TRIED = 2 * DAILY * (1 + JITTER)
"""Since then nobody knows whether it fails: we were away, or nothing was there to send."""


def failed(endpoint: WebhookEndpoint, now: datetime) -> WebhookEndpoint:
    """After a call that brought no 2xx."""
    if not endpoint.enabled:
        return endpoint
    if endpoint.failing_since is None:
        begun = msgspec.structs.replace(endpoint, failing_since=now, failed_at=now, warned=0)
        return msgspec.structs.replace(begun, next_due=_next_look(begun))
    if endpoint.failed_at is not None and now - endpoint.failed_at < NOTED_AGAIN_AFTER:
        return endpoint
    return msgspec.structs.replace(endpoint, failed_at=now)


def recovered(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """After a 2xx."""
    if endpoint.failing_since is None:
        return endpoint
    return msgspec.structs.replace(
        endpoint, failing_since=None, failed_at=None, warned=0, next_due=None
    )


def looked_at(endpoint: WebhookEndpoint, now: datetime) -> WebhookEndpoint:
    """After what has come due. Of several warnings that have, only the last is told."""
    failing = endpoint.enabled and not endpoint.deleted
    if not failing or endpoint.failing_since is None or endpoint.failed_at is None:
        return msgspec.structs.replace(endpoint, next_due=None)
    if now - endpoint.failed_at > _NOTHING_TRIED:
        return recovered(endpoint)
    passed = (now - endpoint.failing_since) / FAILS_FOR * 100
    if passed >= 100:
        return disabled(endpoint, DisabledBecause.FAILING, now)
    due = max((at for at in WARNED_AT if at <= passed), default=0)
    told = msgspec.structs.replace(endpoint, warned=max(due, endpoint.warned))
    return msgspec.structs.replace(told, next_due=_next_look(told))


def _next_look(endpoint: WebhookEndpoint) -> datetime | None:
    if endpoint.failing_since is None:
        return None
    following = min((at for at in WARNED_AT if at > endpoint.warned), default=100)
    return endpoint.failing_since + FAILS_FOR * following / 100
