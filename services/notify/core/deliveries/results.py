"""What can come of a send: a closed union, matched exhaustively."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from services.notify.contract.words import SuppressionReason
from services.notify.core.recipients.suppression import Suppression, marked, seen_with


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """It reached the member. `suppress`: who complained got it, and gets no more."""

    provider_id: str = ""
    reason: str = ""
    suppress: SuppressionReason | None = None


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The provider took it; whether it arrived is told later. `reason`: what holds it up."""

    provider_id: str = ""
    reason: str = ""


class RetryAt(msgspec.Struct, frozen=True, kw_only=True):
    """It certainly did not go out and may later. `wait`: at least this long (Retry-After).
    `most`: attempts in all. `operators`: somebody has to mend the account or the settings.
    `of_address`: it is put off because of this one phone or mailbox. `elsewhere`: another provider
    may take it all the same."""

    reason: str
    wait: timedelta = timedelta(0)
    most: int = 8
    code: str = ""
    operators: bool = False
    of_address: bool = False
    elsewhere: bool = False


class Permanent(msgspec.Struct, frozen=True, kw_only=True):
    """It cannot go out. `suppress`: nor can anything else to this address, for that reason.
    `operators`: nor will others, until somebody mends the account or the settings. `elsewhere`:
    another provider may take it all the same."""

    reason: str
    code: str = ""
    suppress: SuppressionReason | None = None
    operators: bool = False
    elsewhere: bool = False


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    """It may have gone out or not. It is never repeated without asking."""

    reason: str


Result = Delivered | Accepted | RetryAt | Permanent | Unknown


def learned(
    member_id: str, to: str, result: Result | None, at: datetime
) -> Callable[[Suppression], Suppression] | None:
    """What a result says of the address; none for most results."""
    reason = getattr(result, "suppress", None)
    if reason is None or not to:
        return None
    return lambda before: seen_with(marked(before, reason, at), member_id)
