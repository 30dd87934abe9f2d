"""Why a message does not go by a channel: words for the journal, and what they say to people."""

from services.notify.core.deliveries.journal import NO_ADDRESS, NOT_NEEDED, OVERTAKEN
from services.notify.core.recipients.suppression import IN_WORDS, suppressed_rule

NOT_BY_THIS_CHANNEL = "NOT_BY_THIS_CHANNEL"
PREFERENCE = "PREFERENCE"
TOO_LATE = "TOO_LATE"
DIGEST = "DIGEST"
THROTTLED = "THROTTLED"
IN_PIECES = "IN_PIECES"
REASONS = {
    NOT_BY_THIS_CHANNEL: "This kind of message is not sent on this channel.",
    PREFERENCE: "The member turned this channel off for this topic.",
    NO_ADDRESS: "No address of the member is known for this channel.",
    TOO_LATE: "The time that it reminds of had passed already; what came then is told by itself.",
    DIGEST: "It comes in the member's digest.",
    THROTTLED: "The member had as many SMS that day as the operator allows for what is not urgent.",
    IN_PIECES: "All that it collects is in the inbox already, piece by piece.",
    NOT_NEEDED: "It was received on another channel.",
    OVERTAKEN: "What it says had changed before it went out; the change is told by itself.",
    **{suppressed_rule(reason): f"{words}." for reason, words in IN_WORDS.items()},
}
