"""The plans file begins an empty catalogue and is never read again: nothing that is edited later
changes what a member has."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from infra.kernel.clock import FixedClock
from infra.process.component import Component
from infra.storage.mongo import connect, database
from services.membership.adapters import documents as d
from services.membership.component import build_membership
from services.membership.contract import commands as c
from services.membership.contract.periods import Period
from services.membership.contract.queries import GetMembership
from services.membership.contract.views import MembershipView
from services.membership.domain.terms.plans import PlansError
from services.settings import Settings
from tests.contract.membership_system import START, Neighbours, NotifyFeed, host, member

SHIPPED = json.loads(Path("services/membership/plans.json").read_text())["plans"]


class Starts:
    """Starts of one deployment, each with a plans file of its own."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings, self._folder = settings, folder
        self.client = connect(settings)
        self.db = database(self.client, settings.database("membership"))

    def build(self, content: str) -> Component:
        file = self._folder / "plans.json"
        file.write_text(content)
        settings = Settings(
            mongo_url=self._settings.mongo_url,
            mongo_database_prefix=self._settings.mongo_database_prefix,
            plans_file=file,
        )
        return build_membership(
            settings, self.client, FixedClock(START), Neighbours(notify=NotifyFeed())
        )

    async def start(self, content: str = "") -> Component:
        component = self.build(content or json.dumps({"plans": SHIPPED}))
        await component.prepare()
        return component


@pytest.fixture
async def starts(mongo_url: str, database_prefix: str, tmp_path: Path) -> AsyncIterator[Starts]:
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=database_prefix)
    made = Starts(settings, tmp_path)
    yield made
    made.client.close()


async def join(component: Component, member_id: str, plan: str = "gold") -> None:
    top_up = c.TopUp(member_id=member_id, amount=3990, reference="r")
    await component.api.execute(top_up, host())
    enrol = c.Enrol(member_id=member_id, plan=plan, auto_renew=False)
    await component.api.execute(enrol, member(member_id))


async def held(component: Component, member_id: str) -> MembershipView:
    [answer] = await component.api.read([GetMembership(member_id=member_id)])
    assert isinstance(answer, MembershipView)
    return answer


def edited(**fields: Any) -> str:
    return json.dumps({"plans": [{**SHIPPED[0], **fields}]})


async def test_whatever_is_edited_members_keep_plan_price_and_benefits(starts: Starts) -> None:
    first = await starts.start()
    await join(first, "m-1")
    before = await held(first, "m-1")
    for content in (edited(), edited(code="basic", price=1), "no JSON at all"):
        again = await starts.start(content)
        assert await held(again, "m-1") == before
        await join(again, f"m-{len(content)}")  # gold, which the file has no more


async def test_an_empty_catalogue_needs_a_file_that_can_be_used(starts: Starts) -> None:
    with pytest.raises(PlansError, match="discount"):
        await starts.start(edited(discount="1.5"))
    await starts.start()


async def test_two_start_at_once_and_one_begins_the_catalogue(starts: Starts) -> None:
    components = [starts.build(json.dumps({"plans": SHIPPED})) for _ in range(2)]
    await asyncio.gather(*(one.prepare() for one in components))
    assert await starts.db[d.PLAN_VERSIONS].count_documents({}) == len(SHIPPED)
    assert (await starts.db[d.PLAN_CATALOGUE].find_one({"_id": "plans"}))["published"] == 5


async def test_a_system_from_before_keeps_the_terms_that_it_had_accepted(starts: Starts) -> None:
    """The row as the system of before wrote it; the file says otherwise by now."""
    await starts.db[d.ACCEPTED_PLANS].insert_one(
        {
            "_id": "gold",
            "price": 1490,
            "period_days": 31,
            "grace_hours": 12,
            "discount": "0.88",
            "falls_to": None,
            "rank": 2,
            "benefits": {"free_transfers": ["QUOTA", 7], "dedicated_support": ["BOOLEAN", True]},
        }
    )
    component = await starts.start()
    await join(component, "m-1")
    gold = (await held(component, "m-1")).plan
    assert (gold.price, gold.period, gold.grace_hours) == (1490, Period(days=31), 12)
    assert gold.discount == "0.88"
    assert (gold.falls_to, gold.name.en) == (None, "Gold")
    assert {one.code: one.value for one in gold.benefits} == {
        "free_transfers": 7,
        "dedicated_support": True,
    }
    assert {one.name.en for one in gold.benefits} == {"Free transfers a month", "Dedicated support"}
