"""Whatever happens to a member, a partner is shown each change that it may see, once and in order,
and nothing that it may not."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from services.membership.contract import commands as c
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.partner_words import ShareScope
from services.membership.contract.words import RESPONSIBLE
from services.membership.domain.aggregate.state import EPOCH, Membership
from services.membership.domain.folding.evolve import (
    evolve,
    fact_of,
    fold,
)
from services.membership.domain.folding.sharing import Shown
from services.membership.domain.view import view_of
from tests.unit.membership.test_any_history import AnyHistory
from tests.unit.membership.world import ID

STATUS_FIELDS = ["memberId", "sequence", "status", "entitled", "plan", "since", "until"]
partners = st.sampled_from(["acme", "globex"])
scopes = st.sampled_from([(ShareScope.STATUS,), tuple(ShareScope)])


def written(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


class AnySharing(AnyHistory):
    @rule(partner=partners, scopes=scopes)
    def allow(self, partner: str, scopes: tuple[ShareScope, ...]) -> None:
        named = c.AllowPartner(
            member_id=ID, partner_id=partner, scopes=scopes, partner_name=partner.title()
        )
        self.try_to(named)

    @rule(partner=partners)
    def withdraw(self, partner: str) -> None:
        self.try_to(c.WithdrawPartner(member_id=ID, partner_id=partner))

    def shown_to(self, partner: str) -> list[Shown]:
        return [one for one in self.world.shown if one.partner_id == partner]

    @invariant()
    def each_is_numbered_without_a_gap_and_has_an_id_of_its_own(self) -> None:
        for partner in ("acme", "globex"):
            numbers = [one.sequence for one in self.shown_to(partner)]
            assert numbers == list(range(1, len(numbers) + 1))
        ids = [one.id for one in self.world.shown]
        assert len(ids) == len(set(ids))

    @invariant()
    def it_is_what_the_history_says(self) -> None:
        for partner in ("acme", "globex"):
            expected = self.expected(partner)
            payloads = [json.loads(one.payload) for one in self.shown_to(partner)]
            assert [(one["type"], one["data"]) for one in payloads] == expected

    def expected(self, partner: str) -> list[tuple[str, dict[str, Any]]]:
        """By a second way: what can be seen of each state, wherever it differs."""
        state, agreed, last = Membership(member_id=ID), (), None
        since, found = EPOCH, list[tuple[str, dict[str, Any]]]()
        for envelope in self.world.history:
            before, state = state, evolve(state, fact_of(envelope))
            about = envelope.body.get("partner_id") == partner
            if state.lifecycle is not None:
                shown = self.seen(state)
                if before.lifecycle is None or shown[:3] != self.seen(before)[:3]:
                    since = envelope.happened_at
            if about and envelope.type == "PartnerWithdrawn":
                found.append(("membership.follow_ended", self.numbered(found)))
                agreed = ()
                continue
            if about and envelope.type == "PartnerAllowed":
                agreed, last = tuple(envelope.body["scopes"]), None
            if not agreed:
                continue
            told = self.told(state, since, cause="CAUSE" in agreed)
            if told != last:
                kind = "follow_began" if last is None else "status_changed"
                found.append((f"membership.{kind}", self.numbered(found) | told))
                last = told
        return found

    def numbered(self, found: list[Any]) -> dict[str, Any]:
        return {"memberId": ID, "sequence": len(found) + 1}

    def seen(self, state: Membership) -> tuple[Any, ...]:
        view = view_of(state, self.world.catalog, "CNY", "", self.world.now)
        return view.status.value, view.entitled, view.plan.code

    def told(self, state: Membership, since: datetime, *, cause: bool) -> dict[str, Any]:
        status, entitled, plan = self.seen(state)
        grace_until = None if state.defers(LossKind.LAPSE) else state.grace_until
        ends = {"ACTIVE": state.period_end, "GRACE": grace_until}
        told = {
            "status": status,
            "entitled": entitled,
            "plan": plan,
            "since": written(since),
            "until": written(ends.get(str(state.lifecycle))),
        }
        if cause:
            held = state.holds[0].cause if state.holds and state.lifecycle in ends else None
            why = held or (state.fell if state.lifecycle == "ACTIVE" else state.cause)
            if entitled and (state.holds or state.lifecycle not in ends):
                why = None  # restored for now, whatever it is that was lost
            told |= {"cause": why and why.value, "responsible": why and RESPONSIBLE[why].value}
        return told

    @invariant()
    def the_numbers_follow_from_the_history_alone(self) -> None:
        assert fold(ID, self.world.history) == self.world.state


TestAnySharing = pytest.mark.soak(AnySharing.TestCase)
TestAnySharing.settings = settings(stateful_step_count=40)
