"""Whom a result speaks against: the provider, or only this one address; and whether another
provider may bring what this one certainly did not."""

from services.notify.core.deliveries.results import Permanent, Result, RetryAt, Unknown

_OF_THE_ADDRESS = frozenset({"30003", "30008", "30022", "450"})
"""Put off because of this one phone or mailbox; 450 is RFC 5321's 'mailbox unavailable'."""
_OF_THE_ACCOUNT = frozenset({"530", "534", "535", "538"})
"""A mail server that refuses our own credentials (RFC 4954) refuses everybody's mail."""


def speaks_against_provider(result: Result) -> bool:
    """5xx, 429, no answer, no connection, refused credentials; not a bad number or mailbox."""
    if isinstance(result, Permanent):
        return needs_operator(result)
    if isinstance(result, RetryAt):
        return not result.of_address and result.code not in _OF_THE_ADDRESS
    return isinstance(result, Unknown)


def needs_operator(result: Result) -> bool:
    if isinstance(result, Permanent):
        return result.operators or result.code in _OF_THE_ACCOUNT
    return isinstance(result, RetryAt) and result.operators


def may_go_elsewhere(result: Result) -> bool:
    """Never what may have gone out."""
    if not isinstance(result, RetryAt | Permanent):
        return False
    return result.elsewhere or speaks_against_provider(result)
