"""A provider that refuses our account, whoever the message is for."""

from datetime import datetime, timedelta

import msgspec

REFUSED_FOR = timedelta(minutes=20)
"""A refused account is tried again each quarter of an hour; longer silence: it was mended."""

WEBHOOK_SECRETS = "webhook secrets"
"""In the place of a provider: the operator's key does not open what is to sign webhooks."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A provider refused our account at `seen_at`, for the first time at `since`."""

    provider: str
    since: datetime
    seen_at: datetime
    reason: str
