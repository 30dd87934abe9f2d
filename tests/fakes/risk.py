"""A lapse risk as the service answers it."""

from infra.kernel.text import LocalText
from services.membership.contract.explanations import NextStep
from services.membership.contract.risk_views import LapseRiskView, RiskPointView, RisksPage
from services.membership.contract.risk_words import RiskLevel, RiskReason
from tests.unit.membership.world import DAY, START


def lapse_risk(member_id: str) -> LapseRiskView:
    reason = RiskPointView(
        reason=RiskReason.BALANCE_SHORT,
        points=50,
        act_by=START + DAY,
        says=LocalText(zh="余额不足。", en="The balance is short."),
        stands_on=(),
        mend=NextStep(action="TOP_UP", says=LocalText(zh="充值。", en="Top up."), amount=1990),
    )
    return LapseRiskView(
        member_id=member_id,
        at=START,
        level=RiskLevel.HIGH,
        points=50,
        act_by=START + DAY,
        reasons=(reason,),
        warned_at=None,
    )


def risks_page(*member_ids: str) -> RisksPage:
    risks = tuple(map(lapse_risk, member_ids))
    cursors = tuple(f"50:{one.member_id}" for one in risks)
    return RisksPage(risks=risks, cursors=cursors, total=len(risks), has_more=False)
