"""The words of the membership domain, shared by commands, events and views."""

from enum import StrEnum


class Lifecycle(StrEnum):
    ACTIVE = "ACTIVE"
    GRACE = "GRACE"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    CLOSED = "CLOSED"


class Status(StrEnum):
    """What a member sees: derived from lifecycle and holds, never stored by itself."""

    ACTIVE = "ACTIVE"
    GRACE = "GRACE"
    PAUSED = "PAUSED"
    FROZEN = "FROZEN"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    CLOSED = "CLOSED"


class HoldKind(StrEnum):
    MEMBER_FREEZE = "MEMBER_FREEZE"
    MEMBER_PAUSE = "MEMBER_PAUSE"
    NEW_DEVICE = "NEW_DEVICE"
    COMPROMISE = "COMPROMISE"
    THIRD_PARTY_RENEWAL = "THIRD_PARTY_RENEWAL"
    PAYMENT_REVIEW = "PAYMENT_REVIEW"
    CONTACT_CHECK = "CONTACT_CHECK"
    STAFF = "STAFF"


class ReleaseBy(StrEnum):
    """What releases a hold before its latest time. MEMBER: the member, without more."""

    MEMBER = "MEMBER"
    SECOND_FACTOR = "SECOND_FACTOR"
    STAFF = "STAFF"


class TransferEnd(StrEnum):
    """How a transfer ended without anything being handed over. UNDONE: after the receiver agreed.
    NOT_POSSIBLE: when it was due, one of the two memberships did not allow it any more."""

    WITHDRAWN = "WITHDRAWN"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    UNDONE = "UNDONE"
    NOT_POSSIBLE = "NOT_POSSIBLE"


class CaseReason(StrEnum):
    """Why a case is opened without anybody asking. UNEXPLAINED_LOSS: no rule knows the cause.
    OVERDUE_RECONCILIATION: a payment and the record still disagree after the time given.
    RECORDS_DISAGREE: what was paid before, or what the host says of it, and our record disagree,
    and no rule settles it. INCIDENT_REMEDY: what an incident took could not be put right together
    with that of the others."""

    UNEXPLAINED_LOSS = "UNEXPLAINED_LOSS"
    OVERDUE_RECONCILIATION = "OVERDUE_RECONCILIATION"
    RECORDS_DISAGREE = "RECORDS_DISAGREE"
    INCIDENT_REMEDY = "INCIDENT_REMEDY"


class Disowned(StrEnum):
    """What a member says was not the own doing. EVENT: an entry of the timeline, or what an alert
    tells of. CONTACT: an address that was changed."""

    EVENT = "EVENT"
    LOGIN = "LOGIN"
    ORDER = "ORDER"
    CONTACT = "CONTACT"


class ConfirmedBy(StrEnum):
    """What stood for a member's own change. UNTESTED: no device of the member was known to tell
    this one from, or the request named none."""

    SECOND_FACTOR = "SECOND_FACTOR"
    KNOWN_DEVICE = "KNOWN_DEVICE"
    UNTESTED = "UNTESTED"


class Cause(StrEnum):
    LAPSED = "LAPSED"
    PAYMENT_FAILED = "PAYMENT_FAILED"
    MEMBER_CANCELLED = "MEMBER_CANCELLED"
    MEMBER_DOWNGRADED = "MEMBER_DOWNGRADED"
    MEMBER_PAUSED = "MEMBER_PAUSED"
    MEMBER_FROZE = "MEMBER_FROZE"
    CONTACT_OUTDATED = "CONTACT_OUTDATED"
    NEW_DEVICE = "NEW_DEVICE"
    COMPROMISE = "COMPROMISE"
    THIRD_PARTY_RENEWAL = "THIRD_PARTY_RENEWAL"
    INACTIVITY = "INACTIVITY"
    POINTS_SHORTFALL = "POINTS_SHORTFALL"
    CLAUSE_CHANGED = "CLAUSE_CHANGED"
    UNNOTIFIED_CHANGE = "UNNOTIFIED_CHANGE"
    SYNC_DELAY = "SYNC_DELAY"
    DATA_FAULT = "DATA_FAULT"
    STAFF_ACTION = "STAFF_ACTION"
    PAYMENT_REVERSED = "PAYMENT_REVERSED"
    UNKNOWN = "UNKNOWN"


class Responsible(StrEnum):
    MEMBER = "MEMBER"
    SECURITY = "SECURITY"
    EXTERNAL = "EXTERNAL"
    CLAUSE = "CLAUSE"
    PLATFORM = "PLATFORM"
    STAFF = "STAFF"
    UNKNOWN = "UNKNOWN"


RESPONSIBLE: dict[Cause, Responsible] = {
    Cause.LAPSED: Responsible.MEMBER,
    Cause.PAYMENT_FAILED: Responsible.MEMBER,
    Cause.MEMBER_CANCELLED: Responsible.MEMBER,
    Cause.MEMBER_DOWNGRADED: Responsible.MEMBER,
    Cause.MEMBER_PAUSED: Responsible.MEMBER,
    Cause.MEMBER_FROZE: Responsible.MEMBER,
    Cause.CONTACT_OUTDATED: Responsible.MEMBER,
    Cause.NEW_DEVICE: Responsible.SECURITY,
    Cause.COMPROMISE: Responsible.EXTERNAL,
    Cause.THIRD_PARTY_RENEWAL: Responsible.EXTERNAL,
    Cause.INACTIVITY: Responsible.CLAUSE,
    Cause.POINTS_SHORTFALL: Responsible.CLAUSE,
    Cause.CLAUSE_CHANGED: Responsible.CLAUSE,
    Cause.UNNOTIFIED_CHANGE: Responsible.PLATFORM,
    Cause.SYNC_DELAY: Responsible.PLATFORM,
    Cause.DATA_FAULT: Responsible.PLATFORM,
    Cause.STAFF_ACTION: Responsible.STAFF,
    Cause.PAYMENT_REVERSED: Responsible.EXTERNAL,
    Cause.UNKNOWN: Responsible.UNKNOWN,
}


class RenewedVia(StrEnum):
    MEMBER = "MEMBER"
    AUTO_RENEW = "AUTO_RENEW"
    HOST_PAYMENT = "HOST_PAYMENT"


class PaymentPurpose(StrEnum):
    RENEWAL = "RENEWAL"
    TOP_UP = "TOP_UP"


class KeptBecause(StrEnum):
    """Why a payment for a renewal stays on the balance. ENDED: the membership was cancelled or
    closed. PAID_AHEAD: more than one whole period is paid for."""

    TOO_LITTLE = "TOO_LITTLE"
    TOO_LATE = "TOO_LATE"
    PAID_AHEAD = "PAID_AHEAD"
    ENDED = "ENDED"


class RefundKind(StrEnum):
    """REFUND: the shop gave it back. CHARGEBACK: the payer's bank took it back."""

    REFUND = "REFUND"
    CHARGEBACK = "CHARGEBACK"


class RefundOutcome(StrEnum):
    """What a refund did to the membership. PART: a part went back, the period stays. PAST: the
    period is over. ENDED: it was the running one. NEXT_BEGAN: it was the running one, and the one
    paid ahead began. AHEAD: a period paid ahead was taken. UNDO_ENDED: the membership was
    cancelled, which can no longer be undone. BALANCE: it had paid for no period."""

    PART = "PART"
    PAST = "PAST"
    ENDED = "ENDED"
    NEXT_BEGAN = "NEXT_BEGAN"
    AHEAD = "AHEAD"
    UNDO_ENDED = "UNDO_ENDED"
    BALANCE = "BALANCE"


class ClaimEnd(StrEnum):
    """How a member's own proof of payment was settled. CONFIRMED: it renewed. KEPT: it came, and is
    on the balance. REFUSED: by staff."""

    CONFIRMED = "CONFIRMED"
    KEPT = "KEPT"
    REFUSED = "REFUSED"


class RemedyKind(StrEnum):
    """RESTORE: the same tier and price again, with at least the time that was taken, or with the
    period that a payment was for. EXTEND: the period grows by the days lost. CREDIT: the discount
    missed on orders goes to the balance. RENEW: at the original price, from the balance, or once
    the balance has it. LIFT_HOLD: what holds the membership is released. APOLOGY: it was wrong, and
    nothing is left to give."""

    RESTORE = "RESTORE"
    EXTEND = "EXTEND"
    CREDIT = "CREDIT"
    RENEW = "RENEW"
    LIFT_HOLD = "LIFT_HOLD"
    APOLOGY = "APOLOGY"
    NOTHING = "NOTHING"
