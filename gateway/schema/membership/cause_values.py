"""What the causes of losses mean, and the words of statements of reasons, as clients read it.

docs/causes.md says by which path each cause comes about, and what the member reads.
"""

from typing import Final

from gateway.schema.basics.words import Values
from services.membership.contract.statements import (
    Automation,
    GroundKind,
    ReasonSource,
    RedressKind,
    Restriction,
)
from services.membership.contract.words import Cause, Responsible

VALUES: Final[Values] = {
    Cause: {
        "LAPSED": "It was not renewed before grace was over.",
        "PAYMENT_FAILED": "The balance was too low at each attempt to renew, or the charge of the "
        "method of payment was refused.",
        "MEMBER_CANCELLED": "The member cancelled it.",
        "MEMBER_DOWNGRADED": "The member went to a lower plan.",
        "MEMBER_PAUSED": "The member paused it.",
        "MEMBER_FROZE": "The member froze it.",
        "CONTACT_OUTDATED": "Contact data were not verified in time, after a notice was received.",
        "NEW_DEVICE": "A device that is not known signed in without a second factor.",
        "COMPROMISE": "Somebody else did it from the member's account, or it was frozen to "
        "protect it from that.",
        "THIRD_PARTY_RENEWAL": "A renewal through an unofficial channel is checked.",
        "INACTIVITY": "No sign of life for as long as a clause allows, after a warning that was "
        "received.",
        "POINTS_SHORTFALL": "Too few points by a clause, after a warning that was received.",
        "CLAUSE_CHANGED": "A new version of the plan or of a clause, after its notice had been "
        "received for 30 days.",
        "UNNOTIFIED_CHANGE": "The notice of grace reached the member on no channel before grace "
        "ended.",
        "SYNC_DELAY": "A payment that was made in time came late into the record, or a charge was "
        "never answered.",
        "DATA_FAULT": "The record does not add up.",
        "STAFF_ACTION": "Staff did it, with a reason that the member reads.",
        "PAYMENT_REVERSED": "What paid for the running period went back.",
        "UNKNOWN": "Nobody knows yet; a case opens by itself.",
    },
    Responsible: {
        "MEMBER": "The member's own doing.",
        "SECURITY": "Protection of the account.",
        "EXTERNAL": "Somebody outside, neither the member nor the platform.",
        "CLAUSE": "A clause of the agreement.",
        "PLATFORM": "A fault of the platform.",
        "STAFF": "A person of the staff decided it.",
        "UNKNOWN": "Nobody knows yet.",
    },
    Restriction: {
        "ENDED": "The membership, with all that it gave.",
        "HELD": "All that it gives, while a hold stands.",
        "LOWER_PLAN": "A plan below the one before.",
        "FEWER_BENEFITS": "Some of what it gave.",
    },
    GroundKind: {
        "CLAUSE": "A clause of the agreement.",
        "PLAN": "What the held version of the plan asks for.",
        "OWN_ACT": "An act of the member's own.",
        "PROTECTION": "Protection of the account, or of a payment.",
        "STAFF": "A person of the staff decided, and said why.",
        "APPEAL": "An appeal is over, and what was restored until then ends with it.",
        "NONE": "Nothing allows it: a fault, somebody else's doing, or nobody knows yet.",
    },
    ReasonSource: {
        "OWN_INITIATIVE": "The platform found it itself.",
        "NOTICE": "Somebody outside told of it, the member among them.",
    },
    Automation: {
        "FULLY": "A program found and decided it.",
        "PARTIALLY": "A program found it, and a person said that it happens.",
        "NOT_AUTOMATED": "A person found and decided it.",
    },
    RedressKind: {
        "UNDO": "The member takes it back in one step.",
        "APPEAL": "An appeal.",
        "PERSON": "Somebody of the staff looks at it.",
        "REGULATOR": "An authority outside, also mediation and courts.",
    },
}
