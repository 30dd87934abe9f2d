"""Whom nobody may tell anything yet is told nothing, and on going live what holds then."""

from services.membership.contract import commands as c
from services.notify.core.truth.overtaking import commits_of
from services.notify.core.truth.stand import Stand
from services.notify.core.truth.withholding import told_by, voiced
from tests.unit.membership.test_going_live import Moved, reported
from tests.unit.membership.world import DAY, HOST, ID, PROVEN, START


def told(moved: Moved) -> list[str]:
    return [event.type for event in told_by(commits_of(moved.history))]


def test_a_renewal_is_told_on_going_live_and_not_before() -> None:
    moved = Moved()
    moved.do(reported(START), HOST)
    assert told(moved) == []
    moved.pass_time(days=2)
    moved.golive()
    assert told(moved) == ["MembershipRenewed"]


def test_what_was_overtaken_meanwhile_is_not_told_at_all() -> None:
    moved = Moved()
    moved.do(c.Cancel(member_id=ID), PROVEN)
    moved.do(c.UndoChange(member_id=ID), PROVEN)
    moved.do(reported(START), HOST)
    moved.pass_time(days=100)
    moved.golive()
    assert told(moved) == ["GraceStarted"]


def test_who_was_not_held_is_told_at_once() -> None:
    moved = Moved(held=False)
    moved.do(reported(START), HOST)
    assert told(moved) == ["MembershipRenewed"]


def test_once_live_nothing_is_kept_back() -> None:
    moved = Moved()
    moved.golive()
    moved.do(reported(START), HOST)
    stand = Stand(id=ID)
    for commit in commits_of(moved.history):
        stand = voiced(stand, commit).heard.stand
    assert stand.withheld is None
    assert told(moved) == ["MembershipRenewed"]


def test_a_loss_after_going_live_is_told_as_any_other() -> None:
    moved = Moved()
    moved.pass_time(days=30)
    moved.golive()
    moved.pass_time(days=2)
    assert told(moved) == ["GraceStarted", "MembershipExpired"]
    assert moved.state.ended_at == START + 31 * DAY
