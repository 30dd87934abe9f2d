"""A main with three backups, through the public API: each is entitled by one membership, and a hold
on one does not touch the others."""

import re
from typing import Any

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Host, Member

pytestmark = pytest.mark.systems("one")


async def new_code(system: System, member: Member) -> str:
    """The next one can be asked for a minute later."""
    phone = await member.phone()
    before = len([one for one in await system.messages(phone) if "is your code" in one["body"]])
    if before:
        await system.advance("PT1M")
    await member.do("requestCode", "RequestCodeInput", "CodeSent { sentTo }", purpose="LINK")

    async def arrived() -> list[dict[str, Any]] | None:
        codes = [one for one in await system.messages(phone) if "is your code" in one["body"]]
        return codes if len(codes) > before else None

    newest = (await eventually(arrived))[0]["body"]
    return next(word for word in re.findall(r"\d+", newest) if len(word) == 6)


async def link(system: System, main: Member, backup: Member) -> dict[str, Any]:
    code = await new_code(system, main)
    offered = await main.change("offerLink", "OfferLinkInput", to=backup.id, code=code)
    if "message" in offered:
        return offered
    return await backup.change("acceptLink", "AcceptLinkInput", main=main.id)


async def entitlements(host: Host, *members: Member) -> list[tuple[bool, str, str | None]]:
    data = await host.client.run(
        "query($ids: [ID!]!) { entitlements(memberIds: $ids) { entitled priceFactor through } }",
        ids=[member.id for member in members],
    )
    return [(one["entitled"], one["priceFactor"], one["through"]) for one in data["entitlements"]]


async def test_three_are_linked_and_a_hold_on_one_leaves_the_others_alone(system: System) -> None:
    async with (
        await system.new_member(plan="diamond", balance=100_00) as main,
        await system.new_member() as own,
        await system.new_member() as first,
        await system.new_member() as second,
        await system.new_member() as fourth,
        await system.host() as host,
    ):
        for one in (first, second):
            await one.change("cancel", "PlainInput")
        for one in (own, first, second):
            assert "message" not in await link(system, main, one)
        assert "At most 3" in (await link(system, main, fourth))["message"]
        gold, through = (True, "0.90", None), (True, "0.80", main.id)
        diamond = (True, "0.80", None)
        assert await entitlements(host, main, own, first, second) == [
            diamond, gold, through, through,
        ]  # fmt: skip

        await main.change("freeze", "FreezeInput", hours=1)
        await own.change("freeze", "FreezeInput", hours=1)
        frozen = (False, "1", None)
        assert await entitlements(host, main, own, first, second) == [
            frozen, frozen, through, through,
        ]  # fmt: skip

        seen = await first.ask(
            "membership { entitled links { role memberId } cover { main plan { code } inUse } }"
        )
        assert seen["membership"]["links"] == [{"role": "BACKUP", "memberId": main.id}]
        assert seen["membership"]["cover"]["inUse"] is True
        assert "code" not in await main.change("endLink", "EndLinkInput", other=second.id)
        assert (await entitlements(host, second))[0][0] is False

        await system.advance("PT1H")
        await main.change("cancel", "PlainInput")

        async def over() -> bool:
            return (await entitlements(host, first))[0][0] is False

        await eventually(over)
        await system.message(await first.phone(), "as a backup of", main.id)
        timeline = [entry["type"] for entry in await first.timeline()]
        assert timeline[-2:] == ["CoverChanged", "CoverEnded"]
