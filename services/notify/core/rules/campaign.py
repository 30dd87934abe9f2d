"""An announcement to everybody, how far it has come, and who may stop it."""

from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.errors import NotAllowed
from infra.kernel.sentences import Either, both
from infra.kernel.transitions import TransitionTable
from services.notify.contract.campaigns import Audience, CampaignStep
from services.notify.contract.words import CampaignState

S = CampaignState
ANNOUNCEMENT = "Announcement"
CANCELLED = "the campaign was cancelled"
"""Why the journal says that a delivery of it was not sent."""

LIFE = TransitionTable(
    Either("公告", "campaign"),
    {
        S.RUNNING: [S.PAUSED, S.CANCELLED, S.DONE],
        S.PAUSED: [S.RUNNING, S.CANCELLED],
        S.DONE: [S.PAUSED, S.CANCELLED],
        S.CANCELLED: [],
    },
)


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """`cursor`: the place up to which recipients are planned; `rounds`: how often all of them were
    gone through. `at`: who was a member then is told. `to_send`, `filtered`, `open`: deliveries as
    they were planned: on their way by SMS or e-mail, filtered, all others. `resumed_at`: what was
    on its way had no time before. `counted_at`: when its progress was counted anew, all being
    over."""

    id: str
    event_type: str
    at: datetime
    started_at: datetime
    facts: dict[str, Any]
    audience: Audience = Audience()
    state: CampaignState = CampaignState.RUNNING
    steps: tuple[CampaignStep, ...] = ()
    resumed_at: datetime | None = None
    counted_at: datetime | None = None
    cursor: str = ""
    rounds: int = 1
    members: int = 0
    planned: int = 0
    to_send: int = 0
    filtered: int = 0
    open: int = 0


def _may_pause(campaign: Campaign) -> list[str]:
    return ["pauseCampaign"] if campaign.state is S.RUNNING else []


def paused(campaign: Campaign, left: int, by: str, now: datetime) -> Campaign:
    """`left`: what is still to go out.

    Raises:
        NotAllowed: it was cancelled, or everything went out.
    """
    return _stopped(campaign, S.PAUSED, left, by, now)


def cancelled(campaign: Campaign, left: int, by: str, now: datetime) -> Campaign:
    """
    Raises:
        NotAllowed: everything went out, or it is a clause notice: a member without notice keeps the
            old clause for ever, so cancelling would leave two clauses in force.
    """
    if campaign.event_type != ANNOUNCEMENT:
        raise NotAllowed(
            both(
                "条款通知不能取消：没有收到通知的人会一直适用旧条款。可以先暂停，之后再继续。",
                "A clause notice cannot be cancelled: whoever was not told would keep "
                "the old clause for good. Pause it, and resume it when it can go on.",
            ),
            details={"current": campaign.state.value, "allowed": _may_pause(campaign)},
        )
    return _stopped(campaign, S.CANCELLED, left, by, now)


def resumed(campaign: Campaign, by: str, now: datetime) -> Campaign:
    """
    Raises:
        NotAllowed: it is not paused.
    """
    after = _moved(campaign, S.RUNNING, by, now)
    return after if after is campaign else msgspec.structs.replace(after, resumed_at=now)


def _stopped(
    campaign: Campaign, target: CampaignState, left: int, by: str, now: datetime
) -> Campaign:
    if campaign.state is S.DONE and left == 0:
        raise NotAllowed(
            both(
                "此公告已全部发出，没有可停止的。",
                "Everything of this campaign went out already; nothing is left to stop.",
            )
        )
    return _moved(campaign, target, by, now)


def _moved(campaign: Campaign, target: CampaignState, by: str, now: datetime) -> Campaign:
    """Asked again for what is so already, nothing changes."""
    if campaign.state is target:
        return campaign
    state = LIFE.advance(campaign.state, target)
    steps = (*campaign.steps, CampaignStep(at=now, by=by, state=state))
    return msgspec.structs.replace(campaign, state=state, steps=steps, counted_at=None)
