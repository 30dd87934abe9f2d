"""Whatever members who are linked, or become one, do in whatever order, these things hold."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from infra.kernel.errors import AppError
from infra.kernel.events import verify_chain
from services.membership.contract import commands as c
from services.membership.contract.link_words import LinkRole
from services.membership.contract.staff_commands import MergeMembers
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.aggregate.parts import Cover
from services.membership.domain.corrections.merging import merge
from services.membership.domain.linking import linking
from services.membership.domain.linking.giving import backups_of, cover_of, owes
from services.membership.domain.linking.passing import pass_on
from services.membership.domain.recording.journal import balance_account, journal, owed_account
from services.membership.domain.recording.recorder import Recorder
from tests.unit.membership.test_linking import BACKUPS, MAIN, Family, Other
from tests.unit.membership.world import ID, PLANS, STAFF

ids = st.sampled_from([MAIN, *BACKUPS])
mains = st.sampled_from([MAIN, MAIN, MAIN, "b-1"])
backups = st.sampled_from(BACKUPS)
others = st.sampled_from(BACKUPS[2:])
"""Who becomes another: so some are left to be linked."""
plans = st.sampled_from(sorted(PLANS))
OPPOSITE = {LinkRole.MAIN: LinkRole.BACKUP, LinkRole.BACKUP: LinkRole.MAIN}


def _terms(cover: Cover | None) -> object:
    return cover and (cover.plan, cover.plan_version, cover.until)


class AnyFamily(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.family = Family()
        self.offered = 0

    def members(self) -> list[Other]:
        return list(self.family.members.values())

    def two(self, own: str, other: str) -> tuple[Recorder, Recorder]:
        """With what is due by now, as the service has them."""
        for id in (own, other):
            one = self.family.members[id]
            one.at(one.now)
        self.pass_on()
        return self.family.recorder(own, self.family.members[own].me), self.family.recorder(other)

    def pass_on(self) -> None:
        """As the service does for each main that owes it."""
        for one in self.members():
            if owes(one.state, one.catalog):
                main = self.family.recorder(one.id)
                backups = {id: self.family.recorder(id) for id in backups_of(one.state)}
                pass_on(main, backups)
                self.family.keep(main, *backups.values())

    def do(self, id: str, *commands: c.MembershipCommand) -> None:
        for command in commands:
            try:
                self.family.members[id].do(command, self.family.members[id].me)
            except AppError:
                break
        self.pass_on()

    def linked_to(self, id: str) -> str:
        """Or offered; the member itself where nobody is."""
        return next(iter(self.family.members[id].state.links), id)

    @rule(hours=st.integers(0, 24 * 12))
    def time_passes(self, hours: int) -> None:
        until = self.family.main.now
        self.family.pass_time(hours=hours)
        assert self.family.main.now >= until
        self.pass_on()

    @rule(main=mains, backup=ids)
    def offer(self, main: str, backup: str) -> None:
        pair = linking.Pair(*self.two(main, backup))
        self.offered += 1
        try:
            linking.offer(pair, f"l-{self.offered}")
        except AppError:
            return
        self.family.keep(*pair)

    @rule(backup=backups, main=ids, known=st.booleans())
    def accept(self, backup: str, main: str, known: bool) -> None:
        """`known`: the offer that waits, where there is one."""
        own, its = self.two(backup, self.linked_to(backup) if known else main)
        try:
            linking.accept(linking.Pair(main=its, backup=own))
        except AppError:
            return
        self.family.keep(its, own)

    @rule(backup=backups)
    def link(self, backup: str) -> None:
        self.offer(MAIN, backup)
        self.accept(backup, MAIN, known=False)

    @rule(own=ids, other=ids, known=st.booleans())
    def end(self, own: str, other: str, known: bool) -> None:
        """`known`: one that there is."""
        mine, theirs = self.two(own, self.linked_to(own) if known else other)
        try:
            linking.end(mine, theirs)
        except AppError:
            return
        self.family.keep(mine, theirs)

    @rule(kept=ids, other=others)
    def merged(self, kept: str, other: str) -> None:
        self.two(kept, other)
        own, its = self.family.recorder(kept, STAFF), self.family.recorder(other)
        was_entitled = entitled(own.state) or entitled(its.state)
        try:
            merge(own, its, MergeMembers(member_id=kept, other=other, reason="One person."))
        except AppError:
            return
        self.family.keep(own, its)
        assert entitled(self.family.members[kept].state) is was_entitled
        assert not entitled(self.family.members[other].state)

    @rule(id=ids, plan=plans, auto=st.booleans())
    def enrol(self, id: str, plan: str, auto: bool) -> None:
        money = c.TopUp(member_id=id, amount=PLANS[plan].price, reference="r")
        self.do(id, money, c.Enrol(member_id=id, plan=plan, auto_renew=auto))

    @rule(id=ids)
    def cancel(self, id: str) -> None:
        self.do(id, c.Cancel(member_id=id))

    @rule(id=ids)
    def undo(self, id: str) -> None:
        self.do(id, c.UndoChange(member_id=id))

    @rule(id=ids, hours=st.integers(1, 100))
    def freeze(self, id: str, hours: int) -> None:
        self.do(id, c.Freeze(member_id=id, hours=hours))

    @invariant()
    def states_are_folds_of_histories_that_hold(self) -> None:
        assert self.family.holds()
        assert all(verify_chain(one.history) is None for one in self.members())

    @invariant()
    def a_link_that_stands_is_known_at_both_ends(self) -> None:
        for one in self.members():
            for other, link in one.state.links.items():
                if link.since is not None:
                    theirs = self.family.members[other].state.links[one.id]
                    assert (theirs.id, theirs.since) == (link.id, link.since)
                    assert theirs.role is OPPOSITE[link.role]

    @invariant()
    def a_main_has_three_at_most_and_a_backup_one(self) -> None:
        for one in self.members():
            roles = [link.role for link in one.state.links.values()]
            assert len(roles) <= (1 if LinkRole.BACKUP in roles else linking.MOST_BACKUPS)

    @invariant()
    def a_backup_has_what_its_main_gives(self) -> None:
        for main in self.members():
            given = _terms(cover_of(main.state, main.catalog))
            for id in backups_of(main.state):
                assert _terms(self.family.members[id].state.cover) == given

    @invariant()
    def who_became_another_is_closed_and_owns_nothing(self) -> None:
        for one in self.members():
            if one.state.merged_into:
                assert one.state.lifecycle is Lifecycle.CLOSED
                assert (one.state.balance, one.state.owed, one.state.links) == (0, 0, {})

    @invariant()
    def books_balance(self) -> None:
        for one in self.members():
            lines = [line for entry in journal(one.history) for line in entry.lines()]
            own = [line for line in lines if line.account == balance_account(ID)]
            owed = [line for line in lines if line.account == owed_account(ID)]
            assert sum(line.credit - line.debit for line in own) == one.state.balance >= 0
            assert sum(line.debit - line.credit for line in owed) == one.state.owed >= 0


TestAnyFamily = pytest.mark.soak(AnyFamily.TestCase)
TestAnyFamily.settings = settings(stateful_step_count=30)
