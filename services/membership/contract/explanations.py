"""Why a member is or is not entitled. Amounts in minor units, times in UTC."""

from datetime import datetime
from enum import StrEnum

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.plans import Benefit
from services.membership.contract.words import Cause, Responsible


class Certainty(StrEnum):
    CERTAIN = "CERTAIN"
    LIKELY = "LIKELY"
    UNKNOWN = "UNKNOWN"


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: EVENT, PAYMENT, ORDER, LOGIN, CLAUSE or NOTICE. `hash`: of events, and of notices and
    clause versions, which stem from events, that of the event; of others over their public facts
    (docs/case-file.md)."""

    kind: str
    id: str
    at: datetime
    says: LocalText
    hash: str = ""


class Blocker(msgspec.Struct, frozen=True, kw_only=True):
    """Something that still keeps the member out. `code`: a hold's kind or a lifecycle."""

    code: str
    owner: str
    says: LocalText
    released_by: LocalText
    latest: datetime | None


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """`action`: RENEW, PAY (a payment for a renewal, after grace), TOP_UP, ENROL, UNDO,
    RELEASE_HOLD, RESUME, VERIFY, SET_CONTACTS, NOT_ME, UPGRADE, LOG_IN, SPEND, APPEAL or
    ASK_A_PERSON; `amount` is what it costs, or what is missing for PAY, TOP_UP and SPEND."""

    action: str
    says: LocalText
    amount: int | None = None
    until: datetime | None = None


class ProvenSentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of an explanation and the ids of the records that it stands on; none for one
    that claims nothing."""

    says: LocalText
    stands_on: tuple[str, ...]


class Explanation(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Why a member is or is not entitled. `cause` is none for a member with nothing lost.

    `money_lost`: the discount missed on orders made without the benefits, also on those of earlier
    times where nothing is lost now; and what was paid ahead for a plan that a clause took.
    `rules`: names of the rules that fired, in the order in which they were tried. `lost_at`: when
    the loss began, with the event `began_by`. `sentences`: all that is said, each with its proof;
    `facts`: those of the summary.
    """

    member_id: str
    at: datetime
    entitled: bool
    cause: Cause | None
    responsible: Responsible | None
    certainty: Certainty
    summary: LocalText
    lost_at: datetime | None
    evidence: tuple[Evidence, ...]
    clause: str | None
    clause_version: int | None
    benefits_lost: tuple[Benefit, ...]
    money_lost: int
    blockers: tuple[Blocker, ...]
    next_steps: tuple[NextStep, ...]
    prevention: LocalText
    rules: tuple[str, ...]
    sentences: tuple[ProvenSentence, ...] = ()
    facts: tuple[ProvenSentence, ...] = ()
    began_by: str = ""
