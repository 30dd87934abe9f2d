"""What the shop is asked to charge, on the real store: by index, once each, and gone again."""

import asyncio
from datetime import timedelta

from services.membership.contract import commands as c
from services.membership.contract import method_commands as m
from services.membership.contract import queries as q
from services.membership.contract.method_views import ChargeRequestsPage
from services.membership.contract.method_words import RefusalReason
from services.membership.contract.views import Failed
from tests.contract.membership_system import System, host, member, running_membership


async def bound(system: System, *ids: str) -> None:
    """They joined an hour after each other; nothing is left on their balances."""
    for id in ids:
        await system.api.execute(c.TopUp(member_id=id, amount=990, reference="r"), host())
        await system.api.execute(c.Enrol(member_id=id, plan="silver"), member(id))
        reported = m.ReportPaymentMethod(member_id=id, masked="Visa •••• 4242")
        await system.api.execute(reported, host())
        system.clock.advance(timedelta(hours=1))


async def page(system: System, after: str = "", first: int = 50) -> ChargeRequestsPage:
    return await system.ask(q.GetChargeRequests(after=after, first=first), ChargeRequestsPage)


async def test_open_requests_are_read_page_by_page_the_most_urgent_first(
    mongo_url: str, database_prefix: str
) -> None:
    async with running_membership(mongo_url, database_prefix) as system:
        await bound(system, "m-3", "m-1", "m-2")
        await system.pass_time("m-3", "m-1", "m-2", days=29)
        first = await page(system, first=2)
        assert [one.member_id for one in first.requests] == ["m-3", "m-1"]
        assert (first.total, first.has_more) == (3, True)
        rest = await page(system, after=first.cursors[-1])
        assert [one.member_id for one in rest.requests] == ["m-2"]
        assert {one.amount for one in first.requests} == {990}

        async def answered(number: int) -> object:
            return await system.api.execute(
                m.ReportChargeRefused(
                    member_id="m-1",
                    refusal_id="f-1",
                    charge_id=first.requests[1].charge_id,
                    reason=RefusalReason.DECLINED,
                    refused_at=system.clock.now() - timedelta(minutes=1),
                ),
                host(),
            )

        outcomes = await asyncio.gather(*map(answered, range(10)))
        assert sum(not one.repeated for one in outcomes) == 1
        history = (await system.context.store.histories(["m-1"]))["m-1"]
        assert [one.type for one in history].count("ChargeRefused") == 1
        assert [one.member_id for one in (await page(system)).requests] == ["m-3", "m-2"]
        wrong = await system.ask(q.GetChargeRequests(after="no place"), Failed)
        assert wrong.error.code == "INVALID_INPUT"
