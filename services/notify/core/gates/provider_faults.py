"""Which results of sending speak against the provider, and which only against one address.

Only for what a send gave. What comes later by callback tells of phones and carriers.
"""

from collections.abc import Iterable
from datetime import timedelta

import msgspec

from services.notify.core.deliveries.results import Permanent, Result, RetryAt, Unknown

_OF_THE_ADDRESS = frozenset({"30003", "30008", "30022", "450"})
"""Put off because of this one phone or mailbox; 450 is RFC 5321's 'mailbox unavailable'."""
_OF_THE_ACCOUNT = frozenset({"530", "534", "535", "538"})
"""A mail server that refuses our own credentials (RFC 4954) refuses everybody's mail."""


class FaultCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Of one batch. `failed`: by the provider's fault; `retry_after`: how long it asked to be left
    alone; `reason`: of a failure. `operators`: why somebody has to mend the account or settings."""

    ok: int = 0
    failed: int = 0
    retry_after: timedelta = timedelta(0)
    reason: str = ""
    operators: str = ""


def counted_faults(results: Iterable[Result]) -> FaultCounts:
    ok, failed, wait, reason, operators = 0, 0, timedelta(0), "", ""
    for result in results:
        if not speaks_against_provider(result):
            ok += 1
            continue
        failed += 1
        reason = getattr(result, "reason", "")
        wait = max(wait, _asked_to_wait(result))
        if needs_operator(result):
            operators = reason
    return FaultCounts(ok=ok, failed=failed, retry_after=wait, reason=reason, operators=operators)


def speaks_against_provider(result: Result) -> bool:
    """5xx, 429, no answer, no connection, refused credentials; not a bad number or mailbox."""
    if isinstance(result, Permanent):
        return needs_operator(result)
    if isinstance(result, RetryAt):
        return result.code not in _OF_THE_ADDRESS
    return isinstance(result, Unknown)


def needs_operator(result: Result) -> bool:
    if isinstance(result, Permanent):
        return result.operators or result.code in _OF_THE_ACCOUNT
    return isinstance(result, RetryAt) and result.operators


def _asked_to_wait(result: Result) -> timedelta:
    """A refused account waits for its operator, not for a time: the breaker tries it by itself."""
    if isinstance(result, RetryAt) and not result.operators:
        return result.wait
    return timedelta(0)
