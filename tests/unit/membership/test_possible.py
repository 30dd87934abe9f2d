"""Nothing is offered that would be refused in turn: each thing offered is tried."""

from collections.abc import Callable
from functools import cache

import pytest

from infra.kernel.errors import AppError, InvalidInput, NotAllowed
from infra.kernel.sentences import Locale
from services.membership.contract import commands as c
from services.membership.contract import hold_commands as h
from services.membership.contract import staff_commands as s
from services.membership.contract.words import Cause, HoldKind, RemedyKind
from services.shared.callers import Caller
from tests.unit.membership.world import DAY, HOST, ID, MEMBER, PLANS, PROVEN, STAFF, START, World

PLAIN: list[c.MembershipCommand] = [
    c.Renew(member_id=ID),
    c.Cancel(member_id=ID),
    c.UndoChange(member_id=ID),
    c.Freeze(member_id=ID, hours=72),
    c.ExtendFreeze(member_id=ID, hours=24),
    *(c.SetAutoRenew(member_id=ID, on=on) for on in (True, False)),
    *(
        kind(member_id=ID, plan=code)
        for kind in (c.Enrol, c.Upgrade, c.Downgrade)
        for code in PLANS
    ),
    *(c.ReleaseHold(member_id=ID, kind=kind, reason="Checked.") for kind in HoldKind),
    c.PlaceStaffHold(member_id=ID, reason="A check."),
    h.PauseMembership(member_id=ID),
    h.ResumeMembership(member_id=ID),
    h.VerifyContacts(member_id=ID),
    h.ReviewThirdPartyRenewal(member_id=ID, order_id="R-7", confirmed=False, reason="Fine."),
    s.GrantDays(member_id=ID, days=2, reason="Sorry."),
    *(s.GrantPlan(member_id=ID, plan=code, reason="Sorry.") for code in PLANS),
    s.CancelMembership(member_id=ID, reason="Asked for."),
    s.CloseMembership(member_id=ID, reason="Asked for."),
    c.ApplyRemedy(
        member_id=ID,
        remedy_id="r-1",
        appeal_number="AP-1",
        kind=RemedyKind.EXTEND,
        loss_cause=Cause.LAPSED,
        lost_at=START,
        days=None,
        reason="Sorry.",
    ),
]
FIELDS: dict[str, tuple[type[c.MembershipCommand], ...]] = {
    "enrol": (c.Enrol,),
    "renew": (c.Renew,),
    "setAutoRenew": (c.SetAutoRenew,),
    "upgrade": (c.Upgrade,),
    "downgrade": (c.Downgrade,),
    "cancel": (c.Cancel,),
    "undoChange": (c.UndoChange,),
    "freeze": (c.Freeze,),
    "extendFreeze": (c.ExtendFreeze,),
    "releaseHold": (c.ReleaseHold,),
    "pauseMembership": (h.PauseMembership,),
    "resumeMembership": (h.ResumeMembership,),
    "verifyContacts": (h.VerifyContacts,),
    "placeHold": (c.PlaceStaffHold,),
    "reviewThirdPartyRenewal": (h.ReviewThirdPartyRenewal,),
    "releaseMemberHold": (c.ReleaseHold,),
    "grantDays": (s.GrantDays,),
    "grantPlan": (s.GrantPlan,),
    "cancelMembership": (s.CancelMembership,),
    "closeMembership": (s.CloseMembership,),
}


def nobody() -> World:
    return World()


def active(plan: str = "gold", **more: bool) -> World:
    world = World()
    world.enrol(plan, **more)
    world.login()
    return world


def best_plan() -> World:
    return active("diamond")


def lowest_plan() -> World:
    return active("silver")


def paid_ahead() -> World:
    world = active("silver", left=100_000)
    world.do(c.Renew(member_id=ID))
    return world


def in_grace() -> World:
    world = active(auto_renew=False)
    world.at(START + 30 * DAY + DAY / 2)
    return world


def expired() -> World:
    world = active(auto_renew=False)
    world.at(START + 40 * DAY)
    return world


def cancelled() -> World:
    world = active()
    world.do(c.Cancel(member_id=ID))
    return world


def cancelled_for_good() -> World:
    world = cancelled()
    world.pass_time(days=2)
    return world


def downgraded() -> World:
    world = active()
    world.do(c.Downgrade(member_id=ID, plan="silver"))
    return world


def frozen() -> World:
    world = active()
    world.do(c.Freeze(member_id=ID, hours=72))
    return world


def frozen_as_long_as_possible() -> World:
    world = active()
    world.do(c.Freeze(member_id=ID, hours=720))
    return world


def paused() -> World:
    world = active()
    world.do(h.PauseMembership(member_id=ID))
    return world


def asked_to_verify() -> World:
    world = active()
    world.do(h.AskVerification(member_id=ID), HOST)
    return world


def checked_for_its_channel() -> World:
    world = active()
    flag = h.ReportThirdPartyRenewal(member_id=ID, order_id="R-7", channel="resale")
    world.do(flag, HOST)
    return world


def held_by_staff() -> World:
    world = frozen()
    world.do(c.PlaceStaffHold(member_id=ID, reason="A check."), STAFF)
    return world


STATES: list[Callable[[], World]] = [
    nobody, active, best_plan, lowest_plan, paid_ahead, in_grace, expired, cancelled,
    cancelled_for_good, downgraded, frozen, frozen_as_long_as_possible, held_by_staff,
    paused, checked_for_its_channel, asked_to_verify,
]  # fmt: skip


@cache
def begun(state: Callable[[], World]) -> World:
    return state()


@cache
def works(state: Callable[[], World], command: c.MembershipCommand, by: Caller) -> bool:
    """Whether the state is no obstacle; a balance or a second factor may still be asked for."""
    try:
        begun(state).branched().do(command, by)
    except (NotAllowed, InvalidInput):
        return False
    except AppError:
        return True
    return True


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_what_is_offered_instead_is_possible(state: Callable[[], World]) -> None:
    refusals = 0
    for by in (MEMBER, PROVEN, STAFF, HOST):
        for command in PLAIN:
            try:
                begun(state).branched().do(command, by)
            except NotAllowed as refused:
                refusals += 1
                for field in refused.details["allowed"]:  # type: ignore[attr-defined]  # a list
                    ways = [one for one in PLAIN if isinstance(one, FIELDS[field])]
                    assert any(works(state, way, by) for way in ways), (command, field)
            except AppError:
                continue
    assert refusals


def test_a_refusal_says_in_words_what_is_possible_instead() -> None:
    with pytest.raises(NotAllowed) as refused:
        cancelled().do(c.Freeze(member_id=ID, hours=1))
    assert refused.value.details["allowed"] == ["enrol", "undoChange"]
    assert refused.value.sentence.told(Locale(language="zh")) == (
        "冻结需要有效的会员；目前的状态是：已取消。现在可以：重新开通、撤销变更。"
    )
    assert refused.value.message == (
        "A freeze needs a running membership; this one is cancelled. "
        "Possible now: join (enrol), undo the change (undoChange)."
    )


def test_amounts_of_a_refusal_are_in_the_currency() -> None:
    with pytest.raises(AppError) as refused:
        expired().do(c.Enrol(member_id=ID, plan="diamond"))
    for language, currency in (("zh", "CNY"), ("en", "CNY")):
        told = refused.value.sentence.told(Locale(language=language, currency=currency))
        assert "¥" in told
        assert "minor" not in told
