"""The short link of a message: `BASE/s/3f9a01c4` in an SMS, `BASE/e/3f9a01c4` in a mail.

The letter says by which channel somebody comes, the code which of the member's own alerts it is. It
opens nothing: whoever follows it signs in, and finds what is theirs. A mail to staff leads to the
case at the desk.
"""

import re
from typing import Any, Protocol

from services.notify.contract.words import Channel
from services.notify.core.rules.alert_rules import STAFF_TOLD
from services.notify.core.rules.pages import PAGES

CODE_DIGITS = 8
_CODE = re.compile(f"[0-9a-f]{{{CODE_DIGITS}}}")
_LETTERS = {Channel.SMS: "s", Channel.EMAIL: "e"}
NO_LINK = ""


class Leading(Protocol):
    """What a message is about: an alert."""

    @property
    def id(self) -> str: ...
    @property
    def event_type(self) -> str: ...
    @property
    def facts(self) -> dict[str, Any]: ...


class MessageLinks:
    """`centre`: the address of the member centre, `desk`: that of the staff's; both without a slash
    at the end, and empty where messages lead nowhere."""

    def __init__(self, centre: str, desk: str = "") -> None:
        self._centre = centre
        self._desk = desk

    def of(self, alert: Leading, channel: Channel) -> str:
        """Empty for what asks for nothing."""
        if alert.event_type == STAFF_TOLD:
            return f"{self._desk}/cases/{alert.facts['number']}" if self._desk else NO_LINK
        return self._to_member(alert.event_type, alert.id, channel)

    def sample(self, event_type: str, channel: Channel) -> str:
        """As long as each of a member's: of an alert that does not exist."""
        return self._to_member(event_type, "0" * CODE_DIGITS, channel)

    def _to_member(self, event_type: str, alert_id: str, channel: Channel) -> str:
        if not self._centre or event_type not in PAGES:
            return NO_LINK
        return f"{self._centre}/{_LETTERS[channel]}/{alert_id[:CODE_DIGITS]}"


NO_LINKS = MessageLinks("")


def is_code(code: str) -> bool:
    return _CODE.fullmatch(code) is not None
