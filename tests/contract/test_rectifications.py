"""Who waits for a rectification, on a real database: by one index, page by page, and only while it
is open."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from infra.kernel.errors import Forbidden, NotFound
from infra.kernel.free_text import ERASED
from infra.storage.transactions import Transactions
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract.rectification_commands import (
    AskRectification,
    DecideRectification,
)
from services.membership.contract.rectification_views import (
    OpenRectificationsPage,
    RectificationsView,
    RectificationView,
)
from services.membership.contract.rectification_words import RectificationState, RectifiedSubject
from services.membership.contract.views import Failed
from services.membership.integrity.erasing import erase_member_texts
from tests.contract.membership_system import START, System, host, member, running_membership, staff

MEMBERS = ("m-1", "m-2", "m-3")
MONTH = timedelta(days=30)
ACCEPTED = RectificationState.ACCEPTED


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        for id in MEMBERS:
            top_up = c.TopUp(member_id=id, amount=100_00, reference=id)
            await system.api.execute(top_up, host())
            await system.api.execute(c.Enrol(member_id=id, plan="gold"), member(id))
        paid = c.ReportPayment(member_id="m-2", order_id="p-2", amount=19_90, paid_at=START)
        await system.api.execute(paid, host())
        yield system


async def ask(system: System, id: str, about: str = "") -> str:
    subject = RectifiedSubject.PAYMENT if about else RectifiedSubject.RECORD
    asking = AskRectification(
        member_id=id, subject=subject, about=about, wrong="29.90", right="19.90"
    )
    return f"{id}:{(await system.api.execute(asking, member(id))).version}"


async def waiting(system: System, after: str = "", first: int = 20) -> OpenRectificationsPage:
    asked = q.GetOpenRectifications(after=after, first=first)
    return await system.ask(asked, OpenRectificationsPage)


async def only(system: System, id: str) -> RectificationView:
    found = await system.ask(q.GetRectifications(member_id=id), RectificationsView)
    [one] = found.rectifications
    return one


async def test_they_wait_by_when_they_have_to_be_answered(system: System) -> None:
    await ask(system, "m-2")
    system.clock.advance(timedelta(hours=1))
    await ask(system, "m-1")
    await ask(system, "m-2", about="p-2")
    page = await waiting(system, first=1)
    assert (page.members[0].member_id, page.total, page.has_more) == ("m-2", 2, True)
    assert page.members[0].answer_by == START + MONTH
    assert [one.about for one in page.members[0].rectifications] == ["", "p-2"]
    rest = await waiting(system, after=page.cursors[0])
    assert ([one.member_id for one in rest.members], rest.has_more) == (["m-1"], False)
    assert (await system.ask(q.GetOpenRectifications(after="no place"), Failed)).error
    system.clock.advance(MONTH)
    assert all(one.rectifications[0].overdue for one in (await waiting(system)).members)


async def test_a_payment_is_looked_for_and_has_to_be_the_own(system: System) -> None:
    for id, about in (("m-1", "p-2"), ("m-1", "p-9")):
        with pytest.raises(NotFound):
            await ask(system, id, about=about)


async def test_what_is_decided_waits_no_more_and_what_was_written_can_be_erased(
    system: System,
) -> None:
    id = await ask(system, "m-1")
    decide = DecideRectification(
        member_id="m-1", rectification_id=id, accepted=True, reason="It is 19.90 already.",
        nothing_to_mend=True,
    )  # fmt: skip
    with pytest.raises(Forbidden):
        await system.api.execute(decide, member("m-1"))
    await system.api.execute(decide, staff(second_factor=True))
    assert (await waiting(system)).members == ()
    one = await only(system, "m-1")
    assert (one.state, one.wrong, one.reason) == (ACCEPTED, "29.90", "It is 19.90 already.")
    await erase_member_texts(Transactions(system.db.client, system.db), system.db, "m-1")
    one = await only(system, "m-1")
    assert (one.wrong, one.right, one.reason) == (ERASED, ERASED, ERASED)
    assert await system.holds("m-1")
