"""The reasons for an adverse change, in the form of Article 17 of the EU's Digital Services Act
(Regulation (EU) 2022/2065): what was restricted and until when, the ground and its reference, the
facts, the source, whether detection and decision were automated, and how to get redress.

Times in UTC.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.explanations import ProvenSentence
from services.membership.contract.words import Cause, Responsible


class Restriction(StrEnum):
    """ENDED: the membership, with all that it gave. HELD: all that it gives, while a hold stands.
    LOWER_PLAN: a plan below the one before. FEWER_BENEFITS: some of what it gave."""

    ENDED = "ENDED"
    HELD = "HELD"
    LOWER_PLAN = "LOWER_PLAN"
    FEWER_BENEFITS = "FEWER_BENEFITS"


class GroundKind(StrEnum):
    """CLAUSE: of the agreement. PLAN: what the held version of the plan asks for. OWN_ACT: the
    member's own. PROTECTION: of the account, or of a payment. STAFF: a person decided, and said
    why. APPEAL: one is over, and what was restored until then ends with it. NONE: nothing allows
    it; it is a fault, or somebody else's doing, or nobody knows yet."""

    CLAUSE = "CLAUSE"
    PLAN = "PLAN"
    OWN_ACT = "OWN_ACT"
    PROTECTION = "PROTECTION"
    STAFF = "STAFF"
    APPEAL = "APPEAL"
    NONE = "NONE"


class ReasonSource(StrEnum):
    """NOTICE: somebody outside told us, the member among them."""

    OWN_INITIATIVE = "OWN_INITIATIVE"
    NOTICE = "NOTICE"


class Automation(StrEnum):
    """PARTIALLY: a program found it, and a person said that it happens."""

    FULLY = "FULLY"
    PARTIALLY = "PARTIALLY"
    NOT_AUTOMATED = "NOT_AUTOMATED"


class RedressKind(StrEnum):
    """PERSON: somebody of the staff looks at it. REGULATOR: also mediation and courts."""

    UNDO = "UNDO"
    APPEAL = "APPEAL"
    PERSON = "PERSON"
    REGULATOR = "REGULATOR"


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """`clause`, `clause_version`, `clause_hash`: the version that was applied, empty where none is
    cited; `plan`, `plan_version`: as held until then."""

    kind: GroundKind
    plan: str
    plan_version: int
    clause: str = ""
    clause_version: int = 0
    clause_hash: str = ""


class Redress(msgspec.Struct, frozen=True, kw_only=True):
    kind: RedressKind
    says: LocalText
    until: datetime | None = None


class StatementSection(msgspec.Struct, frozen=True, kw_only=True):
    heading: LocalText
    sentences: tuple[ProvenSentence, ...]


class StatementOfReasons(msgspec.Struct, frozen=True, kw_only=True):
    """About one event of a history. `since`: when it began to apply; `until`: when it ends by
    itself at the latest, none where it does not; `ended_at`: when it did. `benefits_lost`: codes.
    `automated_…` none: it is from before an import, and nobody here knows. `facts` are among the
    `sections`, which are the whole text, each sentence with the records that it stands on.
    `transparency`: the same in the fields of the public transparency database."""

    event_id: str
    event_version: int
    event_type: str
    restriction: Restriction
    since: datetime
    until: datetime | None
    ended_at: datetime | None
    benefits_lost: tuple[str, ...]
    cause: Cause
    responsible: Responsible
    ground: Ground
    source: ReasonSource
    automated_detection: bool | None
    automated_decision: Automation | None
    redress: tuple[Redress, ...]
    facts: tuple[ProvenSentence, ...]
    sections: tuple[StatementSection, ...]
    text: LocalText
    transparency: dict[str, Any]


class StatementsPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """In order of event, oldest first; `total` is the number of all."""

    statements: tuple[StatementOfReasons, ...]
    total: int
    has_more: bool
