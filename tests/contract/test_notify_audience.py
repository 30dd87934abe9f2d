"""Going through an audience: everybody once, wherever one stops and goes on."""

from datetime import timedelta

import pytest

from infra.kernel.clock import SystemClock
from services.notify.campaigns.audience import Audiences
from services.notify.contract.campaigns import Audience
from services.notify.contract.commands import ContactRow, SetMarketingConsent
from services.notify.core.stores.slices import SLICE
from tests.contract.membership_system import member
from tests.contract.notify_system import House

MEMBERS = 300
SIZES = (2, 30, 5_000)
EVERYBODY = Audience()
LATER = SystemClock().now() + timedelta(days=1)


async def add(notify: House, first: int, number: int, language: str = "en") -> set[str]:
    rows = [
        ContactRow(
            row=i,
            member_id=f"m-{i:04d}",
            name="",
            phone=f"+86138{i:08d}",
            email="",
            language=language,
            time_zone="Asia/Shanghai",
        )
        for i in range(first, first + number)
    ]
    await notify.api.import_contacts(rows)
    return {row.member_id for row in rows}


async def told(
    audiences: Audiences, audience: Audience, size: int, *, after: str = "", stop: int = 10_000
) -> tuple[list[str], str]:
    """Ids from after a place on, and the place where it stopped after so many pages."""
    ids: list[str] = []
    pages = audiences.pages(audience, LATER, after, size, members=MEMBERS)
    async for page in pages:
        assert len(page.recipients) <= 2 * size or audience.member_ids
        ids += [one.id for one in page.recipients]
        after, stop = page.place, stop - 1
        if not stop:
            break
    await pages.aclose()
    return ids, after


@pytest.mark.parametrize("size", SIZES)
async def test_everybody_is_met_once_however_often_one_stops(notify: House, size: int) -> None:
    everybody, audiences = await add(notify, 0, MEMBERS), Audiences(notify.db, notify.sealing)
    met: list[str] = []
    after, more = "", True
    while more:
        some, after = await told(audiences, EVERYBODY, size, after=after, stop=20)
        met, more = met + some, bool(some)
    assert sorted(met) == sorted(everybody)
    assert await audiences.count(EVERYBODY, LATER) == MEMBERS


async def test_pages_of_another_size_go_on_at_the_same_place(notify: House) -> None:
    """As after a release that plans in other batches."""
    everybody, audiences = await add(notify, 0, MEMBERS), Audiences(notify.db, notify.sealing)
    first, place = await told(audiences, EVERYBODY, 7, stop=13)
    rest, _ = await told(audiences, EVERYBODY, 100, after=place)
    assert sorted(first + rest) == sorted(everybody)


async def test_a_filter_and_names_choose(notify: House) -> None:
    english, chinese = await add(notify, 0, 90), await add(notify, 100, 60, "zh-CN")
    audiences = Audiences(notify.db, notify.sealing)
    for audience, wanted in (
        (Audience(language="zh-CN"), chinese),
        (Audience(member_ids=tuple(sorted(english))), english),
        (Audience(member_ids=("m-0003", "m-0101", "nobody")), {"m-0003", "m-0101"}),
    ):
        met, _ = await told(audiences, audience, 7)
        assert sorted(met) == sorted(wanted)
        assert await audiences.count(audience, LATER) == len(wanted)


async def test_rows_of_a_release_that_knew_no_slices_are_met(notify: House) -> None:
    everybody, audiences = await add(notify, 0, 300), Audiences(notify.db, notify.sealing)
    await notify.db["recipients"].update_many({}, {"$unset": {SLICE: ""}})
    met, _ = await told(audiences, EVERYBODY, 100)
    assert sorted(met) == sorted(everybody)


async def test_who_is_not_live_yet_is_passed_over(notify: House) -> None:
    everybody, audiences = await add(notify, 0, 5), Audiences(notify.db, notify.sealing)
    stands = [{"_id": "m-0001", "withheld": []}, {"_id": "m-0002", "withheld": None}]
    await notify.db["stands"].insert_many(stands)
    assert set((await told(audiences, EVERYBODY, 2))[0]) == everybody - {"m-0001"}
    named = Audience(member_ids=("m-0001", "m-0002"))
    assert (await told(audiences, named, 2))[0] == ["m-0002"]


async def test_offers_go_to_those_alone_who_agreed(notify: House) -> None:
    await add(notify, 0, 4)
    for id, agreed in ((0, True), (1, True), (1, False)):
        member_id = (await first_ids(notify))[id]
        by = member(member_id)
        await notify.api.execute(SetMarketingConsent(member_id=member_id, agreed=agreed), by)
    audiences = Audiences(notify.db, notify.sealing)
    assert await audiences.count(Audience(marketing=True), LATER) == 1


async def first_ids(notify: House) -> list[str]:
    return [row["_id"] async for row in notify.db["recipients"].find({}, {"_id": 1}).sort("_id", 1)]
