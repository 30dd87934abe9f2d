"""What was found about the risk of losing a membership, as far as somebody was told of it."""

from datetime import datetime

from infra.kernel.text import LocalText
from services.membership.contract.events import Event
from services.membership.contract.risk_words import RiskReason


class ReachNoted(Event, frozen=True, kw_only=True):
    """Where the member can be told anything: the channels with a verified address; none where there
    is no such address. Noted only when that has changed."""

    channels: tuple[str, ...]


class LapseRiskWarned(Event, frozen=True, kw_only=True):
    """The member is likely to lose the membership, or the plan, unless something is done.

    At most once a period. `act_by`: when the first of the reasons takes effect. `points`: out of a
    hundred. `reasons_said`: each in a few words, without amounts and times.
    """

    points: int
    act_by: datetime
    period_end: datetime
    reasons: tuple[RiskReason, ...]
    reasons_said: LocalText


class LapseRiskEased(Event, frozen=True, kw_only=True):
    """What is left of the reasons of the last warning; none: nothing is."""

    act_by: datetime | None
    reasons: tuple[RiskReason, ...]
    reasons_said: LocalText
