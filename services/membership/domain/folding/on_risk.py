"""What the state keeps of a lapse risk: where the member can be told, and what was warned of."""

from services.membership.contract.events import Event
from services.membership.contract.risk_events import LapseRiskEased, LapseRiskWarned, ReachNoted
from services.membership.domain.aggregate.parts import (
    Reach,
    RiskWarned,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    changed,
)


def _noted(event: ReachNoted, state: Membership, fact: Fact) -> Membership:
    return changed(state, reach=Reach(channels=event.channels, version=fact.version))


def _warned(event: LapseRiskWarned, state: Membership, fact: Fact) -> Membership:
    warned = RiskWarned(period_end=event.period_end, reasons=event.reasons, at=fact.happened_at)
    return changed(state, risk_warned=warned)


def _eased(event: LapseRiskEased, state: Membership, fact: Fact) -> Membership:
    warned = state.risk_warned and changed(state.risk_warned, reasons=event.reasons)
    return changed(state, risk_warned=warned)


EFFECTS: dict[type[Event], Effect] = {
    ReachNoted: _noted,
    LapseRiskWarned: _warned,
    LapseRiskEased: _eased,
}
