"""Twilio's error codes for messages, in plain words, sorted by what follows from them.

Source: Twilio's error and warning dictionary (https://www.twilio.com/docs/api/errors). 20xxx and
21xxx come when a message is created, 30xxx when it is delivered.
"""

OPTED_OUT = {
    "21610": "the member opted out with STOP",
}
"""The provider refuses everything to this number until it sends START."""

BAD_NUMBER = {
    "21211": "the number is not valid",
    "21217": "the number is not valid",
    "21265": "the number is a short code, which cannot receive this",
    "21268": "the number is a premium or information service",
    "21401": "the number is not valid",
    "21407": "the number cannot receive SMS",
    "21614": "the number is not a mobile number",
    "21635": "the number is a landline",
    "30005": "the number does not exist",
    "30006": "the number is a landline or cannot receive messages",
}
"""No message will ever get there: the member needs another number."""

PERMANENT = {
    "21201": "the number is missing",
    "21202": "messages to premium numbers are not possible",
    "21214": "the number cannot be reached",
    "21266": "the number is the sender's own",
    "21602": "the message has no text",
    "21604": "the number is missing",
    "21605": "the message is too long",
    "21612": "the number cannot be reached from this sender",
    "21617": "the message is too long",
    "21618": "the message has characters that cannot be sent",
    "21619": "the message has no text",
    "21620": "the message has an attachment that cannot be fetched",
    "21623": "the message has too many attachments",
    "21653": "the message has too many recipients",
    "21658": "a part of the message is too long",
    "30004": "the number blocks messages",
    "30010": "the message would cost more than the highest price allowed",
    "30011": "the number cannot receive attachments",
    "30014": "the number is missing or not valid",
    "30015": "this kind of address is not supported",
    "30016": "sender and number are of different kinds",
    "30019": "the message is too large for the carrier",
    "30036": "the message waited longer than it was good for",
    "30039": "the message ran in a loop",
    "30410": "the carrier gave no answer; it may have arrived, so it is not repeated",
}
"""This message will not get there; another one may. What is our own fault (a missing number) must
not end here as a number that is never tried again."""

OURS_ALONE = frozenset({"21202", "21214", "21612", "30010", "30011", "30016"})
"""Of these: it is this provider, or our sender with it, that cannot reach the number."""

TRANSIENT = {
    "20162": "the provider is busy with another change",
    "20429": "the provider is limiting the rate",
    "20500": "the provider has an internal fault",
    "20503": "the provider is not available",
    "14107": "too many messages between these two numbers",
    "21611": "the provider's queue is full",
    "21730": "the provider is under maintenance",
    "30001": "the provider's queue is full",
    "30003": "the phone is off or out of reach",
    "30017": "the carrier's network is congested",
    "30020": "the provider could not schedule it",
    "30021": "the provider has an internal fault",
    "30022": "the carrier is limiting the rate",
}
"""It passes by itself."""

ONCE_MORE = {
    "30008": "the carrier gave no reason",
    "30453": "the carrier could not deliver it and gave no reason",
}
"""Nobody knows why. One more attempt is worth it, more are not."""

OPERATORS = {
    "10001": "the provider's account is not active",
    "10002": "the provider's trial account does not allow it",
    "20001": "the provider did not understand the request",
    "20003": "the provider refused the account's credentials",
    "20004": "the provider's address is not the right one",
    "20005": "the provider's account is not active",
    "20006": "the provider refused the account access",
    "20008": "the account has test credentials",
    "20010": "the provider disabled this for the account",
    "20011": "the provider wants a newer TLS version",
    "20012": "the provider wants another TLS cipher",
    "20403": "the provider refused the account access",
    "20404": "the provider does not know this account or address",
    "20410": "the provider no longer offers this interface",
    "20426": "the provider wants a secure connection",
    "21210": "the sender number is not verified",
    "21212": "the sender number is not valid",
    "21213": "the sender number is missing",
    "21219": "the trial account sends to verified numbers only",
    "21408": "messages to this country are not enabled",
    "21601": "the sender number cannot send messages",
    "21603": "the sender number is missing",
    "21606": "the sender number is not the account's",
    "21607": "the trial account needs its own sender number",
    "21608": "the trial account sends to verified numbers only",
    "21609": "the address for status callbacks is not valid; see CALLBACK_URL",
    "21616": "the sender number names several numbers of the account",
    "21621": "the sender number cannot send attachments",
    "21622": "the account cannot send attachments",
    "21624": "the period of validity is not valid",
    "21626": "the address for status callbacks is not valid; see CALLBACK_URL",
    "21627": "the highest price is not valid",
    "21654": "the provider wants an approved template",
    "21655": "the approved template is not valid",
    "21656": "the approved template's variables are not valid",
    "21657": "the sender name is not valid",
    "21659": "the sender number is not one of the provider's",
    "21660": "the sender number belongs to another account",
    "21661": "the sender number cannot send messages",
    "21701": "the messaging service does not exist",
    "21702": "the messaging service is not available",
    "21703": "the messaging service has no number that can send this",
    "21704": "the messaging service has no numbers",
    "21705": "the messaging service is not valid",
    "21708": "the sender name is missing",
    "21709": "the sender name is not allowed",
    "21729": "the registered campaign is suspended",
    "30002": "the provider suspended the account",
    "30007": "the carrier filtered the message",
    "30012": "the period of validity is too short",
    "30013": "the period of validity is too long",
    "30018": "the carrier wants the sender registered first",
    "30023": "the carrier's cap for the day is reached",
    "30024": "the carrier does not know the sender number yet",
    "30025": "half of the carrier's cap for the day is used",
    "30026": "most of the carrier's cap for the day is used",
    "30027": "the carrier's cap for the day is reached",
    "30028": "the provider does not know this version of its interface",
    "30029": "the setting for keeping texts is not valid",
    "30030": "the setting for keeping addresses is not valid",
    "30031": "the highest rate is not valid",
    "30032": "the toll-free sender number is not verified",
    "30033": "the registered campaign is suspended",
    "30034": "the sender number is not registered",
    "30035": "the sender number is still being set up",
    "30037": "the provider disabled sending for the account",
    "30038": "the provider filtered the one-time code",
    "30450": "the provider blocked it as possible fraud; see its SMS pumping protection",
}
"""Somebody has to mend the account or the settings. It is sent when that is done in time."""
