"""Of holds, checks and records put right."""

from typing import Any

from services.membership.contract import erasure_events as er
from services.membership.contract import (
    hold_events,
    integrity_events,
)
from services.membership.contract import rectification_events as rc
from services.membership.contract import takeover_events as tk
from services.membership.contract import verification_events as vf
from services.membership.contract.integrity_events import RecordFault
from services.membership.contract.rectification_words import RectifiedSubject
from services.membership.contract.words import (
    Cause,
    HoldKind,
    Lifecycle,
    ReleaseBy,
)
from services.notify.templates.domain.samples.words import (
    BEFORE_AFTER,
    FREE_TEXT,
    LATER,
    NOW,
)

_ERASED: dict[str, Any] = {
    "erase_at": LATER,
    "plan": "diamond",
    "plan_version": 2,
    "left_until": LATER,
}

EVENTS: list[Any] = [
    integrity_events.RecordRepaired(
        faults=(RecordFault.STATE_ALTERED,), shown_wrong=True, events=12
    ),
    integrity_events.RecordRestored(made_at=NOW, missing=2),
    hold_events.HoldPlaced(
        hold=hold_events.Hold(
            kind=HoldKind.NEW_DEVICE,
            cause=Cause.NEW_DEVICE,
            owner="security",
            released_by=ReleaseBy.SECOND_FACTOR,
            placed_at=NOW,
            latest_release=LATER,
            stops_period=True,
            reason=FREE_TEXT,
        ),
        **BEFORE_AFTER,
    ),
    vf.VerificationAsked(hold_from=LATER),
    vf.ContactsVerified(how="SECOND_FACTOR"),
    er.ErasureAsked(auto_renew_before=True, **_ERASED),
    er.ErasureWithdrawn(auto_renew=True, plan="diamond", plan_version=2, left_until=LATER),
    er.ErasureNearing(**_ERASED),
    rc.RectificationAsked(
        rectification_id="m-1:9",
        subject=RectifiedSubject.PAYMENT,
        about="O-20261102-1",
        wrong=FREE_TEXT,
        right=FREE_TEXT,
        answer_by=LATER,
    ),
    rc.RectificationOverdue(rectification_id="m-1:9", asked_at=NOW, answer_by=NOW),
    rc.RectificationDecided(
        rectification_id="m-1:9",
        asked_at=NOW,
        accepted=True,
        mended=("m-1:11",),
        reason=FREE_TEXT,
    ),
    tk.TakeoverReversed(
        changes=(tk.HostileChange(version=9, type="MembershipCancelled"),),
        by_staff=False,
        plan="diamond",
        price=399000,
        lifecycle=Lifecycle.ACTIVE,
        period_end=LATER,
        grace_from=None,
        grace_until=None,
        auto_renew=True,
        attempts=0,
        credited_seconds=200_000,
        refunded=0,
        balance_after=398999,
        **BEFORE_AFTER,
    ),
    hold_events.HoldExtended(kind=HoldKind.MEMBER_FREEZE, latest_release=LATER),
    hold_events.HoldReleased(
        kind=HoldKind.NEW_DEVICE,
        how="SECOND_FACTOR",
        held_seconds=200_000,
        credited_seconds=200_000,
        period_end=LATER,
        grace_until=None,
        reason="",
        **BEFORE_AFTER,
    ),
]
