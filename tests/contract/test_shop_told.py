"""What the shop is told of all its members, in its place among those who follow."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from infra.kernel.errors import Forbidden, InvalidInput, NotFound
from services.membership.contract import commands as c
from services.membership.contract.corrections import ConfirmCorrections, Correct
from services.membership.contract.partner_commands import CreatePartner, IssueKey, RevokeKey
from services.membership.contract.partner_queries import GetPartners
from services.membership.contract.partner_views import PartnersPage
from services.membership.contract.staff_commands import MergeMembers
from services.shared.callers import THE_SHOP, KeyScope
from tests.contract.membership_system import (
    System,
    host,
    looping,
    member,
    running_membership,
    staff,
)
from tests.contract.test_membership_commands import GOLD, enrolled
from tests.fakes.callers import staff_caller
from tests.waiting import eventually

ADMIN = staff()


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        await system.api.manage_partner(
            CreatePartner(partner_id=THE_SHOP, name="The shop", contact_email="it@shop.example"),
            ADMIN,
        )
        async with looping(system, "relay", "shared items"):
            yield system


async def told(system: System, least: int) -> list[dict[str, Any]]:
    """What was laid down by now; so many at the least."""

    async def look() -> list[dict[str, Any]] | None:
        page = await system.api.shared_with(THE_SHOP, 0, 100)
        found = [msgspec.json.decode(item.payload) for item in page.items]
        return found if len(found) >= least else None

    return await eventually(look)


async def test_every_change_of_an_entitlement_is_told_without_consent(system: System) -> None:
    await enrolled(system, "m-1")
    await told(system, 1)
    await system.api.execute(c.Freeze(member_id="m-1"), member("m-1"))
    found = await told(system, 2)
    assert {one["type"] for one in found} == {"entitlement.changed"}
    last = found[-1]["data"]
    said = {name: last[name] for name in ("memberId", "entitled", "status", "cause", "blocker")}
    assert said == {
        "memberId": "m-1", "entitled": False, "status": "FROZEN", "cause": "MEMBER_FROZE",
        "blocker": "MEMBER_FREEZE",
    }  # fmt: skip
    assert found[0]["data"]["entitled"] is True
    assert found[0]["data"]["benefits"]["member_discount"]["value"] == "0.90"
    sequences = [one["data"]["sequence"] for one in found]
    assert sequences == sorted(set(sequences)), "of a member each is higher than those before"
    assert last["version"] >= last["sequence"]


async def test_nothing_of_persons_is_told(system: System) -> None:
    await enrolled(system, "m-1")
    [one] = await told(system, 1)
    assert set(one) == {"type", "version", "id", "timestamp", "data"}
    assert not set(one["data"]) & {"name", "phone", "email", "balance", "reason"}


async def test_what_is_more_than_an_entitlement_has_its_own_type(system: System) -> None:
    for id in ("m-1", "m-2"):
        await enrolled(system, id)
    await told(system, 2)
    merge = MergeMembers(member_id="m-1", other="m-2", reason="The same person.")
    asked = (await system.api.correct(Correct(correction=merge), ADMIN)).corrections
    assert asked is not None
    await system.api.correct(ConfirmCorrections(id=asked.id), staff_caller("s-2", name="Wu"))
    found = await told(system, 4)
    [merged] = [one for one in found if one["type"] == "member.merged"]
    assert (merged["data"]["memberId"], merged["data"]["into"]) == ("m-2", "m-1")


async def test_what_costs_the_shop_nothing_is_not_told(system: System) -> None:
    """Money on the balance changes no entitlement."""
    await enrolled(system, "m-1")
    before = len(await told(system, 1))
    await system.api.execute(c.TopUp(member_id="m-1", amount=GOLD, reference="x"), host())
    await system.api.execute(c.Freeze(member_id="m-1"), member("m-1"))
    assert len(await told(system, before + 1)) == before + 1


async def test_members_neither_let_the_shop_follow_nor_see_it_among_partners(
    system: System,
) -> None:
    await enrolled(system, "m-1")
    with pytest.raises(NotFound):
        await system.api.execute(
            c.AllowPartner(member_id="m-1", partner_id=THE_SHOP), member("m-1")
        )
    page = await system.ask(GetPartners(open_only=True), PartnersPage)
    assert page.partners == ()


async def test_only_the_shop_reports(system: System) -> None:
    await system.api.manage_partner(
        CreatePartner(partner_id="acme", name="Acme", contact_email="it@acme.example"), ADMIN
    )
    with pytest.raises(InvalidInput) as refused:
        await system.api.manage_partner(
            IssueKey(partner_id="acme", scopes=(KeyScope.REPORTS,)), ADMIN
        )
    assert refused.value.field == "scopes"


async def test_the_shop_keeps_its_own_keys_and_nobody_elses(system: System) -> None:
    by = host(scopes=(KeyScope.KEYS,))
    issued = await system.api.manage_partner(
        IssueKey(partner_id=THE_SHOP, scopes=(KeyScope.KEYS,)), ADMIN
    )
    with pytest.raises(Forbidden):
        await system.api.manage_partner(RevokeKey(partner_id="acme", key_id="k"), by)
    done = await system.api.manage_partner(RevokeKey(partner_id=THE_SHOP, key_id=issued.key_id), by)
    assert done.partner.keys[0].revoked_at is not None
