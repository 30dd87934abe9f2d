"""The short link of a message: `BASE/s/3f9a01c4` in an SMS, `BASE/e/3f9a01c4` in a mail.

The letter says by which channel somebody comes, the code which of the member's own alerts it is. It
opens nothing: whoever follows it signs in, and finds what is theirs.
"""

import re

from services.notify.contract.words import Channel
from services.notify.core.rules.pages import PAGES

CODE_DIGITS = 8
_CODE = re.compile(f"[0-9a-f]{{{CODE_DIGITS}}}")
_LETTERS = {Channel.SMS: "s", Channel.EMAIL: "e"}
NO_LINK = ""


class MessageLinks:
    """`base`: the address of the member centre, without a slash at its end; empty: no links."""

    def __init__(self, base: str) -> None:
        self._base = base

    def of(self, event_type: str, alert_id: str, channel: Channel) -> str:
        """Empty for what asks for nothing."""
        if not self._base or event_type not in PAGES:
            return NO_LINK
        return f"{self._base}/{_LETTERS[channel]}/{alert_id[:CODE_DIGITS]}"

    def sample(self, event_type: str, channel: Channel) -> str:
        """As long as each of them: of an alert that does not exist."""
        return self.of(event_type, "0" * CODE_DIGITS, channel)


NO_LINKS = MessageLinks("")


def is_code(code: str) -> bool:
    return _CODE.fullmatch(code) is not None
