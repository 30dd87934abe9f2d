"""The words of notification."""

from enum import StrEnum


class Channel(StrEnum):
    SMS = "SMS"
    EMAIL = "EMAIL"
    IN_APP = "IN_APP"


class MemberPage(StrEnum):
    """A page of the member centre, which a message links to. STATE: the membership as it stands,
    with what can be done. CONTACTS: where the member is reached. APPEAL: the one that the message
    is about; APPEALS: all, and opening one. DATA: export, erasure, corrections."""

    STATE = "STATE"
    SECURITY = "SECURITY"
    CONTACTS = "CONTACTS"
    TERMS = "TERMS"
    APPEAL = "APPEAL"
    APPEALS = "APPEALS"
    PARTNERS = "PARTNERS"
    DATA = "DATA"
    INBOX = "INBOX"


class KnownBy(StrEnum):
    """What a member is found by."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"
    NAME = "NAME"


class Topic(StrEnum):
    STATUS = "STATUS"
    SECURITY = "SECURITY"
    LEGAL = "LEGAL"
    APPEAL = "APPEAL"
    RENEWAL = "RENEWAL"
    CODE = "CODE"


MANDATORY = frozenset({Topic.STATUS, Topic.SECURITY, Topic.LEGAL, Topic.APPEAL, Topic.CODE})
"""Topics of which a member may choose the channels, but not silence."""


class DigestEvery(StrEnum):
    """How often what is not urgent comes as one message. WEEKLY: on Mondays."""

    OFF = "OFF"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"


class DeliveryState(StrEnum):
    """PLANNED: to be sent, or sent again. WAITING: sent if the channels before it bring no receipt.
    ACCEPTED: the provider took it. UNKNOWN: sent or not, the provider has to be asked. FILTERED:
    not sent, by a named rule. FAILED: it could not be sent. DELIVERED: the receipt is here.

    DELIVERED is final. FAILED and FILTERED are left only for good reason: a receipt after all, an
    address that was missing and is known now, staff who send it again."""

    PLANNED = "PLANNED"
    WAITING = "WAITING"
    ACCEPTED = "ACCEPTED"
    UNKNOWN = "UNKNOWN"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    FILTERED = "FILTERED"


class SuppressionReason(StrEnum):
    """Why nothing goes to an address. UNSUBSCRIBED holds for one topic, the others for all."""

    STOP = "STOP"
    HARD_BOUNCE = "HARD_BOUNCE"
    COMPLAINT = "COMPLAINT"
    INVALID_NUMBER = "INVALID_NUMBER"
    UNSUBSCRIBED = "UNSUBSCRIBED"
    BY_STAFF = "BY_STAFF"


class CodePurpose(StrEnum):
    """VERIFY_PHONE, VERIFY_EMAIL: the code goes to the new address, to prove that it is read; all
    others go to an address in use. SIGN_UP, SIGN_IN, RESET_PASSWORD: sent by the ways
    in, not to who is signed in. JOIN_STAFF: an invitation, good for 72 hours;
    STAFF_SIGN_IN: to set up the sign-in of staff anew, as long.
    ACCOUNT_BACK: to a new contact of who lost the others. STOP_ACCOUNT_BACK: stops that, good until
    the account is given back."""

    RELEASE_HOLD = "RELEASE_HOLD"
    CANCEL = "CANCEL"
    DOWNGRADE = "DOWNGRADE"
    PAUSE = "PAUSE"
    TRANSFER = "TRANSFER"
    LINK = "LINK"
    ALLOW_PARTNER = "ALLOW_PARTNER"
    VERIFY_CONTACTS = "VERIFY_CONTACTS"
    ERASE_DATA = "ERASE_DATA"
    CHANGE_CONTACT = "CHANGE_CONTACT"
    VERIFY_PHONE = "VERIFY_PHONE"
    VERIFY_EMAIL = "VERIFY_EMAIL"
    PROVE_IDENTITY = "PROVE_IDENTITY"
    EXPORT = "EXPORT"
    STEP_UP = "STEP_UP"
    SIGN_UP = "SIGN_UP"
    SIGN_IN = "SIGN_IN"
    RESET_PASSWORD = "RESET_PASSWORD"
    JOIN_STAFF = "JOIN_STAFF"
    STAFF_SIGN_IN = "STAFF_SIGN_IN"
    ACCOUNT_BACK = "ACCOUNT_BACK"
    STOP_ACCOUNT_BACK = "STOP_ACCOUNT_BACK"


OF_ACCOUNTS = frozenset(
    {
        CodePurpose.SIGN_UP,
        CodePurpose.SIGN_IN,
        CodePurpose.RESET_PASSWORD,
        CodePurpose.JOIN_STAFF,
        CodePurpose.STAFF_SIGN_IN,
        CodePurpose.ACCOUNT_BACK,
        CodePurpose.STOP_ACCOUNT_BACK,
    }
)
"""Codes that accounts have carried, and compare themselves."""


class CampaignState(StrEnum):
    """RUNNING: members are being planned. DONE: all are planned; what is still to be sent (after
    quiet hours, say) can be paused or cancelled like before."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    CANCELLED = "CANCELLED"
    DONE = "DONE"


class TaskState(StrEnum):
    """OPEN: nobody has taken it."""

    OPEN = "OPEN"
    TAKEN = "TAKEN"
    DONE = "DONE"


class SkipReason(StrEnum):
    """Why a dead letter was not sent again. UNKNOWN: no such dead letter. NOT_FAILED: it is under
    way, or somebody else had it sent again. RECEIVED: by now, on whichever channel. USELESS: it
    would tell nobody anything by now. OVERTAKEN: it is not true any more. CODE: the member asks for
    another one. NO_ADDRESS, SUPPRESSED, PREFERENCE: nothing may go there, as things stand now."""

    UNKNOWN = "UNKNOWN"
    OVERTAKEN = "OVERTAKEN"
    NOT_FAILED = "NOT_FAILED"
    RECEIVED = "RECEIVED"
    USELESS = "USELESS"
    CODE = "CODE"
    NO_ADDRESS = "NO_ADDRESS"
    SUPPRESSED = "SUPPRESSED"
    PREFERENCE = "PREFERENCE"


class StepKind(StrEnum):
    """What happened to a delivery. HELD: by quiet hours. ON_LADDER: it waits for its turn; CLIMBED:
    its turn came. REPLAYED: staff had it sent again. RETRY: it did not get through and is tried
    again. NOT_FOUND: the provider does not know it."""

    PLANNED = "PLANNED"
    HELD = "HELD"
    FILTERED = "FILTERED"
    ON_LADDER = "ON_LADDER"
    CLIMBED = "CLIMBED"
    ADDRESS_KNOWN = "ADDRESS_KNOWN"
    REPLAYED = "REPLAYED"
    IN_INBOX = "IN_INBOX"
    BEGUN = "BEGUN"
    ACCEPTED = "ACCEPTED"
    UNKNOWN = "UNKNOWN"
    RETRY = "RETRY"
    NOT_FOUND = "NOT_FOUND"
    FAILED = "FAILED"
    RECEIVED = "RECEIVED"
