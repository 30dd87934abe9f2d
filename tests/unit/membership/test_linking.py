"""Main and backup memberships: three at most, each entitled by one membership, and a hold on one
leaves the others alone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from infra.kernel.errors import AppError, InvalidInput, NotAllowed, SecondFactorRequired
from infra.kernel.events import Actor
from services.membership.contract import commands as c
from services.membership.contract.entitlement import Entitlement, EntitlementStanding
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.words import Disowned, HoldKind
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.evolve import fold
from services.membership.domain.linking import linking
from services.membership.domain.linking.giving import owes
from services.membership.domain.linking.passing import pass_on
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import look_ahead
from services.membership.entitlement.domain.answer import EntitlementAnswers
from services.shared.callers import ActorKind, Caller
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOUR, START, World

ENTITLED, NOT_ENTITLED, _ = EntitlementStanding
MAIN, BACKUPS = "main", ("b-1", "b-2", "b-3", "b-4")


class Other(World):
    """A member of an id of its own."""

    def __init__(self, id: str) -> None:
        super().__init__()
        self.id = id
        self.state = Membership(member_id=id)

    @property
    def me(self) -> Caller:
        return Caller(actor=Actor(kind=ActorKind.MEMBER, id=self.id), second_factor=True)


def _by(recorder: Recorder) -> tuple[Actor, str]:
    """Who asks, and from which device; on the other history nobody does."""
    if recorder.by is None:
        return Actor(kind=ActorKind.SYSTEM), ""
    return recorder.by.actor, recorder.by.device_id


class Family:
    """A main on gold, and backups whose own memberships are over, at one time."""

    def __init__(self) -> None:
        self.members = {id: Other(id) for id in (MAIN, *BACKUPS)}
        for id, one in self.members.items():
            one.enrol("gold" if id == MAIN else "silver", left=19_90, auto_renew=id == MAIN)
        for one in self.backups:
            one.do(c.Cancel(member_id=one.id))

    @property
    def main(self) -> Other:
        return self.members[MAIN]

    @property
    def backups(self) -> list[Other]:
        return [self.members[id] for id in BACKUPS]

    def recorder(self, id: str, by: Caller | None = None) -> Recorder:
        one = self.members[id]
        return Recorder(one.state, one.catalog, one.now, by)

    def keep(self, *recorders: Recorder) -> list[list[str]]:
        return [self.members[r.state.member_id]._keep(r, *_by(r)) for r in recorders]

    def offer(self, to: str, by: Caller | None = None) -> None:
        pair = linking.Pair(self.recorder(MAIN, by or self.main.me), self.recorder(to))
        linking.offer(pair, f"l-{to}")
        self.keep(*pair)

    def accept(self, id: str) -> list[list[str]]:
        pair = linking.Pair(self.recorder(MAIN), self.recorder(id, self.members[id].me))
        linking.accept(pair)
        return self.keep(*pair)

    def link(self, *ids: str) -> None:
        for id in ids:
            self.offer(id)
            self.accept(id)

    def end(self, by: str, other: str) -> list[list[str]]:
        own, its = self.recorder(by, self.members[by].me), self.recorder(other)
        linking.end(own, its)
        return self.keep(own, its)

    def pass_on(self) -> list[list[str]]:
        """What the service does as soon as the main owes it."""
        main = self.recorder(MAIN)
        if not owes(main.state, main.catalog):
            return []
        others = {id: self.recorder(id) for id in BACKUPS}
        pass_on(main, others)
        return self.keep(main, *others.values())

    def pass_time(self, **by: float) -> None:
        until = self.main.now + timedelta(**by)
        for one in self.members.values():
            one.at(until)
        self.pass_on()

    def entitlement(self, id: str) -> Entitlement:
        one = self.members[id]
        return EntitlementAnswers(one.catalog, one.now).of(one.state)

    def holds(self) -> bool:
        return all(fold(one.id, one.history) == one.state for one in self.members.values())


def test_three_are_linked_a_fourth_is_refused() -> None:
    family = Family()
    family.link(*BACKUPS[:3])
    assert set(family.main.state.links) == set(BACKUPS[:3])
    with pytest.raises(NotAllowed, match="At most 3"):
        family.offer(BACKUPS[3])


def test_offers_that_wait_count_as_well() -> None:
    family = Family()
    for id in BACKUPS[:3]:
        family.offer(id)
    with pytest.raises(NotAllowed, match="At most 3"):
        family.offer(BACKUPS[3])


def test_each_is_entitled_by_one_membership() -> None:
    """gold gives 0.90 to the main and to those without one of their own; who renews silver has its
    0.95, and not the better of the two."""
    family = Family()
    family.link(*BACKUPS[:2])
    family.members["b-2"].top_up(9_90)
    family.members["b-2"].do(c.Enrol(member_id="b-2", plan="silver"), family.members["b-2"].me)
    main, first, second = (family.entitlement(id) for id in (MAIN, "b-1", "b-2"))
    assert (main.standing, main.price_factor, main.through) == (ENTITLED, "0.90", "")
    assert (first.standing, first.price_factor, first.through) == (ENTITLED, "0.90", MAIN)
    assert (second.standing, second.price_factor, second.through) == (ENTITLED, "0.95", "")
    assert family.entitlement("b-4").standing is NOT_ENTITLED


def test_quotas_are_counted_once_at_the_main() -> None:
    family = Family()
    family.link("b-1")
    quotas = {"credit_bonus", "free_transfers"}
    assert quotas <= {one.code for one in family.entitlement(MAIN).benefits}
    shared = {one.code for one in family.entitlement("b-1").benefits}
    assert shared == {one.code for one in family.entitlement(MAIN).benefits} - quotas


def test_a_hold_on_one_does_not_touch_the_others() -> None:
    family = Family()
    family.link(*BACKUPS[:3])
    family.main.do(c.Freeze(member_id=MAIN), family.main.me)
    family.pass_on()
    assert family.entitlement(MAIN).standing is NOT_ENTITLED
    assert [family.entitlement(id).standing for id in BACKUPS[:3]] == [ENTITLED] * 3
    assert family.entitlement("b-1").until is None, "the main's period stands still"

    family = Family()
    family.link(*BACKUPS[:3])
    family.members["b-1"].top_up(9_90)
    family.members["b-1"].do(c.Enrol(member_id="b-1", plan="silver"), family.members["b-1"].me)
    family.members["b-1"].do(c.Freeze(member_id="b-1"), family.members["b-1"].me)
    family.pass_on()
    found = [family.entitlement(id).standing for id in (MAIN, *BACKUPS[:3])]
    assert found == [ENTITLED, NOT_ENTITLED, ENTITLED, ENTITLED]


def test_what_a_backup_has_ends_and_comes_back_with_the_main() -> None:
    family = Family()
    family.link("b-1")
    family.main.do(c.Cancel(member_id=MAIN), family.main.me)
    assert family.pass_on() == [["CoverPassedOn"], ["CoverEnded"], [], [], []]
    ended = family.members["b-1"].last("CoverEnded")
    assert (ended.body["in_use"], ended.cause) == (True, "MEMBER_CANCELLED")
    assert ended.body["benefits_before"]["member_discount"] == "0.90"
    assert ended.body["benefits_after"] == {}
    assert family.entitlement("b-1").standing is NOT_ENTITLED
    family.main.do(c.UndoChange(member_id=MAIN), family.main.me)
    assert family.pass_on() == [["CoverPassedOn"], ["CoverBegan"], [], [], []]
    assert family.entitlement("b-1").standing is ENTITLED
    assert family.holds()


def test_a_renewal_carries_it_on_and_a_lower_plan_lowers_it() -> None:
    family = Family()
    family.link("b-1")
    assert family.entitlement("b-1").until == START + 31 * DAY  # the period, and 24 hours of grace
    family.pass_time(days=30, hours=1)
    assert family.entitlement("b-1").until == START + 61 * DAY
    since = family.entitlement("b-1").since
    family.main.do(c.Downgrade(member_id=MAIN, plan="silver"), family.main.me)
    family.pass_on()
    changed = family.members["b-1"].last("CoverChanged").body
    assert (changed["plan_before"], changed["plan"], changed["in_use"]) == ("gold", "silver", True)
    assert family.entitlement("b-1").price_factor == "0.95"
    assert family.entitlement("b-1").since != since


def test_either_ends_it_and_what_it_gave_goes_with_it() -> None:
    for by, other in ((MAIN, "b-1"), ("b-1", MAIN)):
        family = Family()
        family.link("b-1", "b-2")
        assert family.end(by, other) == [["LinkEnded"], ["LinkEnded"]]
        assert family.members["b-1"].last("LinkEnded").body["in_use"] is True
        assert family.entitlement("b-1").standing is NOT_ENTITLED
        assert family.entitlement("b-2").standing is ENTITLED
        assert (family.main.state.given, family.members["b-1"].state.links) != (None, {"": ""})
        assert family.holds()


def test_an_offer_is_withdrawn_refused_or_over_after_three_days() -> None:
    family = Family()
    family.offer("b-1")
    family.end("b-1", MAIN)
    assert family.main.last("LinkEnded").body["how"] == "REFUSED"
    family.offer("b-1")
    family.end(MAIN, "b-1")
    assert family.main.last("LinkEnded").body["how"] == "WITHDRAWN"
    family.offer("b-1")
    family.pass_time(days=3)
    for one in (family.main, family.members["b-1"]):
        assert one.last("LinkEnded").body["how"] == "EXPIRED"
        assert one.state.links == {}
    with pytest.raises(NotAllowed):
        family.accept("b-1")


def _offered_by_a_backup(family: Family) -> None:
    family.link("b-1")
    pair = linking.Pair(family.recorder("b-1", family.members["b-1"].me), family.recorder("b-2"))
    family.members["b-1"].top_up(9_90)
    linking.offer(pair, "l-x")


def _offered_to_a_main(family: Family) -> None:
    family.link("b-1")
    family.members["b-2"].top_up(9_90)
    family.members["b-2"].do(c.Enrol(member_id="b-2", plan="silver"), family.members["b-2"].me)
    pair = linking.Pair(family.recorder("b-2", family.members["b-2"].me), family.recorder(MAIN))
    linking.offer(pair, "l-x")


def _offered_twice(family: Family) -> None:
    family.offer("b-1")
    family.offer("b-1")


def _offered_to_itself(family: Family) -> None:
    family.offer(MAIN)


def _offered_without_a_code(family: Family) -> None:
    family.offer("b-1", Caller(actor=family.main.me.actor))


def _offered_while_frozen(family: Family) -> None:
    family.main.do(c.Freeze(member_id=MAIN), family.main.me)
    family.offer("b-1")


def _accepted_while_the_main_is_frozen(family: Family) -> None:
    family.offer("b-1")
    family.main.do(c.Freeze(member_id=MAIN), family.main.me)
    family.accept("b-1")


def _accepted_twice(family: Family) -> None:
    family.link("b-1")
    family.accept("b-1")


def _ended_without_a_link(family: Family) -> None:
    family.end("b-1", MAIN)


REFUSED: Sequence[tuple[Any, type[AppError]]] = (
    (_offered_by_a_backup, NotAllowed),
    (_offered_to_a_main, NotAllowed),
    (_offered_twice, NotAllowed),
    (_offered_to_itself, InvalidInput),
    (_offered_without_a_code, SecondFactorRequired),
    (_offered_while_frozen, NotAllowed),
    (_accepted_while_the_main_is_frozen, NotAllowed),
    (_accepted_twice, NotAllowed),
    (_ended_without_a_link, NotAllowed),
)


@pytest.mark.parametrize(("what", "error"), REFUSED, ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_not_possible_is_refused(what: Any, error: type[AppError]) -> None:
    with pytest.raises(error):
        what(Family())


def test_an_explanation_says_what_comes_through_the_main_and_what_did() -> None:
    family = Family()
    family.link("b-1")
    backup = family.members["b-1"]
    told = Reader(backup).explained(backup.now)
    assert (told.entitled, told.cause) == (False, "MEMBER_CANCELLED")
    assert "As a backup of main you have the benefits of Gold all the same." in told.summary.en
    assert "作为会员 main 的备用会员，您目前仍享受「黄金会员」的权益。" in told.summary.zh
    assert backup.last("CoverBegan").id in {one.id for one in told.evidence}
    family.pass_time(hours=1)
    family.main.do(c.Cancel(member_id=MAIN), family.main.me)
    family.pass_on()
    told = Reader(backup).explained(backup.now)
    assert "What you had as a backup of main ended on 1 January 2026" in told.summary.en
    assert backup.last("CoverEnded").id in {one.id for one in told.evidence}


def test_a_takeover_takes_offers_back_that_wait() -> None:
    family = Family()
    family.main.login("d-1")
    family.offer("b-1")
    event_id = family.main.last("LinkOffered").id
    report = ReportTakeover(
        member_id=MAIN, what=Disowned.EVENT, id=event_id, at=family.main.now - HOUR
    )
    family.main.do(report, family.main.me)
    assert family.main.types()[-1] == "LinkEnded"
    family.main.do(c.ReleaseHold(member_id=MAIN, kind=HoldKind.COMPROMISE), family.main.me)
    with pytest.raises(NotAllowed, match="no such link"):
        family.accept("b-1")


def by_a_stranger(id: str) -> Caller:
    """With a code that the member was talked out of."""
    actor = Actor(kind=ActorKind.MEMBER, id=id)
    return Caller(actor=actor, device_id="stolen", second_factor=True)


@pytest.mark.parametrize(("robbed", "other"), [(MAIN, "b-1"), ("b-1", MAIN)])
def test_a_link_that_a_stranger_made_ends_at_both_ends(robbed: str, other: str) -> None:
    family = Family()
    family.link("b-2")
    family.pass_time(hours=1)
    victim = family.members[robbed]
    if robbed == "b-1":
        victim.enrol("silver", left=19_90)
    family.offer("b-1", by_a_stranger(MAIN) if robbed == MAIN else None)
    strange = by_a_stranger("b-1") if robbed == "b-1" else family.members["b-1"].me
    pair = linking.Pair(family.recorder(MAIN), family.recorder("b-1", strange))
    linking.accept(pair)
    family.keep(*pair)
    made = victim.last("LinkOffered" if robbed == MAIN else "LinkAgreed")
    report = ReportTakeover(
        member_id=robbed, what=Disowned.EVENT, id=made.id, at=made.happened_at,
        device_id="stolen",
    )  # fmt: skip
    victim.do(report, victim.me)
    assert [one.version for one in victim.state.takeover.changes] == [made.version]  # type: ignore[union-attr]
    assert other in victim.state.links, "until the takeover is over nothing is put back"
    victim.do(c.ReleaseHold(member_id=robbed, kind=HoldKind.COMPROMISE), victim.me)
    assert victim.state.unlink == (other,)
    assert look_ahead(victim.state, victim.catalog, victim.now).next_due == victim.now
    own, theirs = family.recorder(robbed), family.recorder(other)
    linking.take_back(own, {other: theirs})
    family.keep(own, theirs)
    assert "b-1" not in family.main.state.links
    assert family.members["b-1"].state.links == {}
    assert set(family.main.state.links) == {"b-2"}, "what the member made stays"
    assert victim.state.unlink == ()
    assert not family.entitlement("b-1").through
    assert family.holds()


def test_a_link_with_a_member_whose_device_is_not_ours_is_nobodys_crime() -> None:
    family = Family()
    family.main.login("d-1", passed_second_factor=True)
    family.pass_time(hours=2)
    family.offer("b-1", msgspec.structs.replace(family.main.me, device_id="d-1"))
    pair = linking.Pair(family.recorder(MAIN), family.recorder("b-1", by_a_stranger("b-1")))
    linking.accept(pair)
    family.keep(*pair)
    at = family.main.now - HOUR
    report = ReportTakeover(member_id=MAIN, what=Disowned.LOGIN, at=at, device_id="stolen")
    family.main.do(report, family.main.me)
    family.main.do(c.ReleaseHold(member_id=MAIN, kind=HoldKind.COMPROMISE), family.main.me)
    assert family.main.state.unlink == ()
    assert "b-1" in family.main.state.links


def test_what_is_owed_wakes_the_main_at_once() -> None:
    family = Family()
    family.link("b-1")
    main = family.main
    assert look_ahead(main.state, main.catalog, main.now).next_due != main.state.happened_at
    main.pass_time(hours=1)
    main.do(c.Cancel(member_id=MAIN), main.me)
    assert look_ahead(main.state, main.catalog, main.now).next_due == main.now
    family.pass_on()
    due = look_ahead(main.state, main.catalog, main.now).next_due
    assert due is not None
    assert due > main.now + HOUR
