"""What a member's own SMS asks for: STOP, START, or nothing that concerns us.

The English words are Twilio's (https://www.twilio.com/docs/messaging/guides/opt-out): the whole
message, whatever its case. HELP is answered by Twilio itself.
"""

import unicodedata

from services.notify.core.recipients.answers import Keyword

_STOP = {
    *("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"),
    *("退订", "退訂"),
}
_START = {"start", "yes", "unstop", "恢复", "恢復"}


def keyword(text: str, opt_out_type: str = "") -> Keyword | None:
    """What the message asks for. `opt_out_type`: what Twilio itself took it for, if it says so
    (Advanced Opt-Out, with words of the operator's own); it refuses or sends accordingly."""
    if opt_out_type in set(Keyword):
        return Keyword(opt_out_type)
    word = unicodedata.normalize("NFKC", text).strip(" \t\r\n.!。！\"'").casefold()
    if word in _STOP:
        return Keyword.STOP
    return Keyword.START if word in _START else None
