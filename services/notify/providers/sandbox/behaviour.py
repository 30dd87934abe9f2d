"""What becomes of a message in a sandbox. It arrives at once, unless its address asks for something
else: a number by its last digits, a mailbox by its first letters."""

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from services.notify.contract.words import SuppressionReason
from services.notify.core.deliveries.results import (
    Accepted,
    Delivered,
    Permanent,
    Result,
    RetryAt,
    Unknown,
)


class Behaviour(Enum):
    """`LOST`: it arrives, and the answer gets lost. `SILENT`: it arrives, and nobody says
    so, as with every mail. `OUT_OF_ORDER`: the provider has locked the account."""

    DELIVERED = auto()
    DEAD = auto()
    STOPPED = auto()
    SILENT = auto()
    LOST = auto()
    BUSY = auto()
    OUT_OF_ORDER = auto()


_NUMBERS: Final[Mapping[str, Behaviour]] = {
    "9001": Behaviour.DEAD,
    "9002": Behaviour.STOPPED,
    "9003": Behaviour.SILENT,
    "9004": Behaviour.LOST,
    "9005": Behaviour.BUSY,
    "9006": Behaviour.OUT_OF_ORDER,
}
_MAILBOXES: Final[Mapping[str, Behaviour]] = {
    "bounces": Behaviour.DEAD,
    "complains": Behaviour.STOPPED,
    "lost": Behaviour.LOST,
    "busy": Behaviour.BUSY,
    "out-of-order": Behaviour.OUT_OF_ORDER,
}
_NOT_TAKEN: Final[Mapping[Behaviour, Result]] = {
    Behaviour.BUSY: RetryAt(reason="the address asks for it: busy", wait=timedelta(minutes=1)),
    Behaviour.OUT_OF_ORDER: RetryAt(
        reason="the address asks for it: the account is locked", operators=True
    ),
}
_DEAD: Final = {
    "number": SuppressionReason.INVALID_NUMBER,
    "mailbox": SuppressionReason.HARD_BOUNCE,
}
_STOPPED: Final = {"number": SuppressionReason.STOP, "mailbox": SuppressionReason.COMPLAINT}


def asked_for_by(to: str) -> Behaviour:
    """`to`: E.164, or an address."""
    if "@" not in to:
        return _NUMBERS.get(to[-4:], Behaviour.DELIVERED)
    letters = to.lower()
    found = (one for begins, one in _MAILBOXES.items() if letters.startswith(begins))
    return next(found, Behaviour.SILENT)


def refusal(behaviour: Behaviour, to: str) -> Result | None:
    """Why it did not go out; none where it did."""
    kind = "mailbox" if "@" in to else "number"
    if behaviour is Behaviour.DEAD:
        reason = f"the address asks for it: there is no such {kind}"
        return Permanent(reason=reason, suppress=_DEAD[kind])
    if behaviour is Behaviour.STOPPED:
        reason = f"the address asks for it: the {kind} takes nothing more"
        return Permanent(reason=reason, suppress=_STOPPED[kind])
    return _NOT_TAKEN.get(behaviour)


def answer(behaviour: Behaviour, message_id: str) -> Result:
    """To who handed over what went out."""
    if behaviour is Behaviour.LOST:
        return Unknown(reason="the address asks for it: the answer got lost")
    return known(behaviour, message_id)


def known(behaviour: Behaviour, message_id: str) -> Result:
    """What became of it, for who asks later."""
    if behaviour is Behaviour.SILENT:
        return Accepted(provider_id=message_id)
    return Delivered(provider_id=message_id)
