"""The warning of a lapse risk: once a period, early enough to do something about it, and void as
soon as its reasons are gone.

What is nearer than `NEAR` is told by the reminder or the warning of its own, not here as well.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from infra.kernel.text import LocalText
from services.membership.contract.risk_events import LapseRiskEased, LapseRiskWarned, ReachNoted
from services.membership.contract.risk_words import RiskReason
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.outlook import (
    HIGH_FROM,
    POINTS,
    LapseRisk,
    Outlook,
    Threat,
)
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.risk.assessing import risk_of
from services.membership.domain.wording.risk_words import REASONS

NEAR = timedelta(days=3)


def warns_at(state: Membership, coming: Outlook) -> datetime | None:
    """When the points come to be so many that the member is warned; none where that was done in
    this period, or comes too late."""
    if state.lifecycle is not Lifecycle.ACTIVE or state.holds or _warned_in_period(state):
        return None
    crossing = _crossing(coming)
    if crossing is None:
        return None
    at = max(crossing.counts_from, state.happened_at)
    act_by = coming.at(at).act_by
    return at if act_by is not None and at < act_by - NEAR else None


def _warned_in_period(state: Membership) -> bool:
    return state.risk_warned is not None and state.risk_warned.period_end == state.period_end


def _crossing(coming: Outlook) -> Threat | None:
    """The threat with which the risk becomes high."""
    points = POINTS[RiskReason.UNREACHABLE] if coming.unreachable else 0
    for threat in sorted(coming.threats, key=lambda one: one.counts_from):
        points += POINTS[threat.reason]
        if points >= HIGH_FROM:
            return threat
    return None


def warn(recorder: Recorder, at: datetime) -> None:
    state = recorder.state
    risk = risk_of(state, recorder.catalog, recorder.happens_at(at))
    if risk.act_by is None:
        return
    recorder.record(
        LapseRiskWarned(
            points=risk.points,
            act_by=risk.act_by,
            period_end=state.period_end,
            reasons=risk.reasons,
            reasons_said=_said(risk.reasons),
        ),
        at=at,
    )


def eased(state: Membership, catalog: Catalog) -> bool:
    """Whether less is left of the reasons that the member was warned of. What the end of the period
    makes of them is told by itself."""
    if state.lifecycle is not Lifecycle.ACTIVE or state.risk_warned is None:
        return False
    if not _warned_in_period(state):
        return False
    return len(_left(state, catalog)) < len(state.risk_warned.reasons)


def ease(recorder: Recorder, at: datetime) -> None:
    state = recorder.state
    left = _left(state, recorder.catalog)
    now = risk_of(state, recorder.catalog, state.happened_at)
    times = [threat.at for threat in now.threats if threat.reason in left]
    recorder.record(
        LapseRiskEased(act_by=min(times, default=None), reasons=left, reasons_said=_said(left)),
        at=at,
    )


def _left(state: Membership, catalog: Catalog) -> tuple[RiskReason, ...]:
    """Those of the warning that hold still. Without any other, that nobody can be told is none."""
    warned = state.risk_warned.reasons if state.risk_warned else ()
    now: LapseRisk = risk_of(state, catalog, state.happened_at)
    left = tuple(reason for reason in warned if reason in now.reasons)
    return () if left == (RiskReason.UNREACHABLE,) else left


def note_reach(recorder: Recorder, channels: Sequence[str]) -> None:
    """What notification knows of the member's addresses, where that is news."""
    known = recorder.state.reach
    before = known is None or bool(known.channels)
    if before is not bool(channels):
        recorder.record(ReachNoted(channels=tuple(channels)))


def _said(reasons: Sequence[RiskReason]) -> LocalText:
    said = [REASONS[reason] for reason in reasons]
    return LocalText(zh="；".join(one.zh for one in said), en="; ".join(one.en for one in said))
