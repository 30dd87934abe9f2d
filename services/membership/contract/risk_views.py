"""Who is likely to lose a membership, and why. Amounts in minor units, times in UTC."""

from datetime import datetime

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.explanations import NextStep
from services.membership.contract.risk_words import RiskLevel, RiskReason


class RiskPointView(msgspec.Struct, frozen=True, kw_only=True):
    """One reason. `points`: what it adds to the risk. `act_by`: when it takes effect, none where it
    always holds. `stands_on`: ids of the events that show it; empty where the membership as it
    stands does. `mend`: what takes it away."""

    reason: RiskReason
    points: int
    act_by: datetime | None
    says: LocalText
    stands_on: tuple[str, ...]
    mend: NextStep


class LapseRiskView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`points`: those of all reasons, at most 100. `act_by`: the first of theirs. `warned_at`: when
    the member was last warned of it, in this period."""

    member_id: str
    at: datetime
    level: RiskLevel
    points: int
    act_by: datetime | None
    reasons: tuple[RiskPointView, ...]
    warned_at: datetime | None


class RisksPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Highest first. `cursors`: of each, to go on after it; `total`: of all pages."""

    risks: tuple[LapseRiskView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool
