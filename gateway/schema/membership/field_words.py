"""What the fields of memberships say, by type, where a name does not say it alone."""

from collections.abc import Mapping
from typing import Final

_OWNER: Final = (
    "With whom it lies to end it: MEMBER, STAFF, SECURITY, PLATFORM, CLAUSE, EXTERNAL or UNKNOWN."
)
_AFTER: Final = "As it stands after this; null for who has none."
_AMOUNT: Final = "How much was paid."
_ORDER: Final = "The number of the order, as the host reported it."
_SENTENCE: Final = "In a sentence, for the member."
_COUNT: Final = "How many uses at once, from 1."

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Membership": {
        "period": "The period that was paid for last; it may be over.",
        "claim": "A payment of which the member told us, while it is checked; null without one.",
        "cover": "What this backup has through its main; null for who is no backup.",
        "provisional": "That it is restored for now, as an appeal waits too long; null otherwise.",
    },
    "Period": {"start": "Its first instant.", "end": "Its first instant after the end."},
    "Hold": {
        "owner": _OWNER,
        "placedAt": "Since when it stands.",
        "reason": "What the member reads of it; empty where the cause says all.",
    },
    "Undo": {
        "eventVersion": "The version of the event that it takes back.",
        "until": "It can be taken back before then.",
    },
    "PaymentClaim": {
        "orderId": "The number of the order, as the member gave it.",
        "amount": _AMOUNT,
        "paidAt": "When it was paid, as the member says.",
        "overdue": "Whether it was not settled in time.",
    },
    "PaymentMethod": {"masked": "As the shop shows it, e.g. **** 4242."},
    "MembershipLink": {"acceptUntil": "An offer of it can be accepted before then."},
    "Transfer": {
        "giving": "Whether this member gives it.",
        "acceptUntil": "The receiver can accept it before then.",
        "effectiveAt": "When it is handed over; null until accepted. Before, either may end it.",
    },
    "Gift": {
        "giving": "Whether this member gives them.",
        "acceptUntil": "The receiver can accept them before then.",
        "effectiveAt": "When they are received; null until accepted. Before, either may end it.",
        "name": "Of the quota.",
        "count": "How many uses.",
    },
    "Passing": {
        "transfer": "A membership that goes from or to this member; null where none does.",
        "gift": "Uses of a quota that go from or to this member; null where none do.",
        "links": "Backups, or the main: also of who was never enrolled.",
    },
    "PlanUpgrade": {
        "plan": "As it is on offer.",
        "price": "What is debited now: the difference for what is left of the period.",
    },
    "Cover": {
        "main": "The member id of the main.",
        "plan": "The plan that it covers with.",
        "planVersion": "The version of it, as the main holds it.",
        "since": "Since when it covers.",
    },
    "ProvisionalRestoration": {
        "appealNumber": "Of the appeal that waits, e.g. AP-20261220-0042.",
        "since": "Since when it is restored.",
    },
    "Record": {
        "events": "How many events the history has.",
        "fault": "What is not as it was written, in English; empty where nothing is.",
        "headHash": "The hash of the last event.",
    },
    "Evidence": {
        "id": "Its id within its kind: that of the event, order, login and so on.",
        "at": "When it happened.",
        "says": "What it shows, in a sentence.",
    },
    "Blocker": {"owner": _OWNER, "says": _SENTENCE, "releasedBy": "What takes it away, in words."},
    "NextStep": {"says": _SENTENCE, "until": "Until when; null where there is no end to it."},
    "HistoryLine": {"version": "The version of the event, from 1."},
    "PlaceHoldInput": {"until": "When it ends by itself. Left out: when staff release it."},
    "ReleaseMemberHoldInput": {"reason": "The member reads it."},
    "Ledger": {"balance": "What is on it now.", "lines": "Of this page."},
    "LedgerLine": {
        "entryId": "Of the entry that it is one side of: the id of the event behind it.",
        "at": "When it happened.",
        "account": "balance: and the member's id.",
        "debit": "What it took from the balance; zero where it gave.",
        "credit": "What it gave to the balance; zero where it took.",
        "purpose": "What it was for: a stable word for programs.",
        "reference": "What it belongs to, such as an order number; empty where nothing is named.",
    },
    "ChargeRequest": {
        "masked": "The method to charge, as the shop shows it.",
        "amount": "How much to charge.",
        "periodEnd": "When the period ends that the renewal follows on.",
    },
    "ChargeRequestChange": {"chargeId": "The `chargeId` of the ChargeRequest."},
    "DeferredChange": {"since": "Since when it waits."},
    "MassLoss": {
        "id": "What decideMassLoss takes.",
        "openedAt": "When it was stopped.",
        "reason": "What staff said when they decided; empty before.",
    },
    "DecideMassLossInput": {"id": "The `id` of a MassLoss."},
    "CorrectionsIdInput": {"id": "The `id` of Corrections."},
    "RefuseCorrectionsInput": {
        "id": "The `id` of Corrections.",
        "reason": "For whoever drafted them.",
    },
    "Corrections": {
        "id": "What startCorrections, confirmCorrections and refuseCorrections take.",
        "days": "Whole days granted to each, or of the period given; null of other acts.",
        "plan": "The code of the plan given; null of other acts.",
        "requestedBy": "Who of the staff drafted them.",
        "at": "When they were drafted.",
        "contradicting": "Of how many members it could not be done when tried out, by the reason.",
        "sample": "Some of its members, 20 at most, with what it would do to them.",
        "needsSecond": "Whether it is above the limits of one of the staff, so that a second "
        "confirms it.",
        "decidedBy": "The second of the staff who confirmed or refused it; null before.",
    },
    "ContradictingMembers": {
        "code": "Why not: a stable word for programs.",
        "members": "How many it is so for.",
    },
    "TriedMember": {
        "before": "How the member stood; null where there is no such member.",
        "after": "How the member would stand, or stands, after it; null where it cannot be done.",
    },
    "Erasure": {
        "erasedAt": "When it was done; null before.",
        "kept": "What stays without the person, because a law wants it.",
    },
    "KeptRecord": {"what": "What it is, in words."},
    "RecordIncident": {
        "id": "What closeRecordIncident takes as `incidentId`.",
        "openedAt": "When the first damage was found.",
        "closedByName": "The name of who closed it; empty while it is open.",
    },
    "Rectification": {
        "id": "What withdrawRectification and decideRectification take.",
        "askedAt": "When it was asked.",
        "endedAt": "When it was decided or taken back; null while it is open.",
    },
    "OpenRectifications": {"rectifications": "Those that are open, each with what is said."},
    "WithdrawRectificationInput": {"id": "The `id` of a Rectification."},
    "DecideRectificationInput": {"id": "The `id` of a Rectification."},
    "MembershipSuccess": {"membership": _AFTER},
    "RefundSuccess": {"membership": _AFTER},
    "PaymentSuccess": {
        "renewed": "Whether a period began or grew by it.",
        "missing": "What the balance still lacks for a renewal; zero where nothing does.",
        "membership": _AFTER,
    },
    "UseBenefitInput": {"count": _COUNT},
    "UseMemberBenefitInput": {"count": _COUNT},
    "LapseRisk": {"reasons": "What it is made of, the highest points first."},
    "RiskPoint": {"says": _SENTENCE},
    "Said": {"says": "The sentence."},
    "StatementOfReasons": {
        "eventVersion": "The version of that event in the member's history.",
        "since": "When it began to apply.",
        "ground": "On what ground the change was made.",
        "redress": "What the member can do against it, and by when.",
        "facts": "What it rests on, each sentence with its proof.",
        "text": "The whole text in one, with its headings.",
    },
    "StatementGround": {"planVersion": "The version of that plan."},
    "Redress": {"says": _SENTENCE, "until": "Until when; null where there is no end to it."},
    "StatementSection": {"heading": "What it is about.", "sentences": "In the order of the text."},
    "MembershipChange": {
        "actor": "Who did it.",
        "hash": "SHA-256 that chains the event to the one before.",
    },
    "TimelineEntry": {
        "actor": "Who did it; the system, where time or a rule did.",
        "summary": "What happened, in a sentence for the member.",
        "planAfter": "The code of the plan held after it; empty without one.",
        "deviceId": "Of the device that it came from; empty where none is known.",
        "deviceLabel": "What that device called itself; empty where it is not known.",
        "ip": "From which address; empty where it is not known.",
    },
}
