"""What a partner is shown, by examples; and the form of its keys."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound, SecondFactorRequired
from services.membership.contract import commands as c
from services.membership.contract.partner_keys import key_of, well_formed
from services.membership.contract.partner_words import ShareScope
from services.membership.contract.words import Cause
from services.membership.domain.folding.evolve import fold
from services.membership.domain.folding.shapes import before_shapes, fields, leads_to
from services.membership.domain.security.consent import MOST_PARTNERS
from tests.unit.membership.world import ID, START, World, host_on, on_device

BOTH = tuple(ShareScope)


def allow(partner: str = "acme", scopes: tuple[ShareScope, ...] = BOTH) -> c.AllowPartner:
    return c.AllowPartner(member_id=ID, partner_id=partner, scopes=scopes, partner_name="Acme")


def told(world: World) -> list[dict[str, Any]]:
    return [json.loads(one.payload) for one in world.shown]


def test_since_is_when_it_came_to_be_so_and_not_when_the_member_agreed() -> None:
    world = World()
    world.enrol("gold")
    world.pass_time(days=2)
    world.do(c.Freeze(member_id=ID, hours=24))
    world.pass_time(hours=5)
    world.do(allow())
    [began] = told(world)
    assert began["timestamp"] == "2026-01-03T17:00:00Z"
    assert began["data"]["since"] == "2026-01-03T12:00:00Z"
    world.pass_time(hours=19)  # the freeze ends by itself
    assert told(world)[-1]["data"]["since"] == "2026-01-04T12:00:00Z"


def test_a_period_without_renewal_is_shown_step_by_step_with_its_cause() -> None:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.do(allow())
    world.pass_time(days=33)
    shown = [(one["data"]["status"], one["data"]["cause"]) for one in told(world)]
    assert shown == [("ACTIVE", None), ("GRACE", "LAPSED"), ("EXPIRED", "LAPSED")]
    grace, expired = told(world)[1:]
    assert grace["data"]["until"] == expired["timestamp"] == expired["data"]["since"]
    assert expired["data"]["until"] is None
    assert (expired["data"]["entitled"], expired["data"]["responsible"]) == (False, "MEMBER")


def test_a_lower_plan_is_shown_with_why_it_fell_until_it_is_another() -> None:
    world = World()
    world.enrol("gold")
    world.do(allow())
    world.do(c.Downgrade(member_id=ID, plan="silver"))
    world.do(c.Freeze(member_id=ID, hours=1))
    world.pass_time(hours=2)
    world.do(allow("globex"))
    world.do(allow("initech", scopes=(ShareScope.STATUS,)))
    world.do(c.UndoChange(member_id=ID))
    shown = [(one["data"]["plan"], one["data"].get("cause", "")) for one in told(world)]
    assert shown == [
        ("gold", None), ("silver", "MEMBER_DOWNGRADED"), ("silver", "MEMBER_FROZE"),
        ("silver", "MEMBER_DOWNGRADED"), ("silver", "MEMBER_DOWNGRADED"), ("silver", ""),
        ("gold", None), ("gold", None), ("gold", ""),
    ]  # fmt: skip


def test_a_state_of_a_release_that_did_not_keep_why_a_plan_fell_is_as_it_was_written() -> None:
    world = World()
    world.enrol("gold")
    world.do(c.Downgrade(member_id=ID, plan="silver"))
    folded = fold(ID, world.history)
    assert folded.fell is Cause.MEMBER_DOWNGRADED
    assert leads_to(folded, replace(folded, fell=None), before_shapes())
    assert not leads_to(folded, replace(folded, fell=Cause.INACTIVITY), before_shapes())
    assert not leads_to(folded, replace(folded, fell=None), fields())


def test_a_device_that_is_not_known_takes_a_second_factor() -> None:
    world = World()
    world.enrol("gold")
    world.do(
        c.ReportLogin(member_id=ID, login_id="l", at=START, passed_second_factor=True),
        host_on("own"),
    )
    with pytest.raises(SecondFactorRequired):
        world.do(allow(), on_device("strange"))
    assert world.do(allow(), on_device("strange", second_factor=True)) == ["PartnerAllowed"]
    assert world.do(allow("globex"), on_device("own")) == ["PartnerAllowed"]


def test_other_scopes_begin_anew_and_the_same_change_nothing() -> None:
    world = World()
    world.enrol("gold")
    world.do(allow())
    assert world.do(allow()) == []
    world.do(allow(scopes=(ShareScope.STATUS,)))
    first, second = told(world)
    assert [first["type"], second["type"]] == ["membership.follow_began"] * 2
    assert "cause" in first["data"]
    assert "cause" not in second["data"]
    assert second["data"]["sequence"] == 2


def test_what_cannot_be_agreed_to_is_refused() -> None:
    world = World()
    with pytest.raises(NotAllowed):
        world.do(allow())
    world.enrol("gold")
    with pytest.raises(InvalidInput, match="STATUS"):
        world.do(allow(scopes=(ShareScope.CAUSE,)))
    with pytest.raises(NotFound):
        world.do(c.WithdrawPartner(member_id=ID, partner_id="acme"))
    for number in range(MOST_PARTNERS):
        world.do(allow(f"p-{number}"))
    with pytest.raises(NotAllowed, match="At most 20"):
        world.do(allow("one-more"))
    world.do(c.WithdrawPartner(member_id=ID, partner_id="p-0"))
    world.do(allow("one-more"))


KEY = "rk_0123456789ab_000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f_1ac0a6d9"


def test_a_key_is_written_in_one_way() -> None:
    assert key_of("0123456789ab", bytes(range(32))) == KEY
    assert well_formed(KEY)


@pytest.mark.parametrize(
    "text", ["", "rk_", KEY[:-1], KEY + "0", KEY.upper(), KEY.replace("1f_", "1e_"), " " + KEY]
)
def test_a_mistyped_key_is_seen_to_be_one(text: str) -> None:
    assert not well_formed(text)
