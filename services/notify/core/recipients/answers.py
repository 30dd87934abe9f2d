"""What a member answers to a message: that it should stop, or begin again."""

from datetime import datetime
from enum import StrEnum

from services.notify.contract.words import SuppressionReason
from services.notify.core.recipients.suppression import Suppression, heard, marked, started


class Keyword(StrEnum):
    STOP = "STOP"
    START = "START"


def after_message(
    suppression: Suppression, *, said: Keyword, message_id: str, at: datetime
) -> Suppression:
    """What one message makes of it; nothing when it was heard before."""
    if message_id and message_id in suppression.heard:
        return suppression
    if said is Keyword.STOP:
        suppression = marked(suppression, SuppressionReason.STOP, at)
    else:
        suppression = started(suppression, at)
    return heard(suppression, message_id) if message_id else suppression
