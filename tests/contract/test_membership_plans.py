"""A plans file that changed since members joined: it takes nothing from them at a start."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from infra.dev.logs import last_words
from infra.dev.ports import free_port
from infra.kernel.clock import FixedClock
from infra.process.component import Component
from infra.storage.mongo import connect
from services.membership.component import build_membership
from services.membership.contract import commands as c
from services.membership.domain.plans import PlansError
from services.settings import Settings
from tests.contract.membership_system import START, Neighbours, host, member
from tests.waiting import PATIENCE

SHIPPED = json.loads(Path("services/membership/plans.json").read_text())["plans"]


class Starts:
    """Starts of one deployment, each with a plans file of its own."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings, self._folder = settings, folder
        self._client = connect(settings)

    def build(self, **changes: dict[str, Any] | None) -> Component:
        """With the shipped plans; `changes`: fields by code, none leaves the plan out."""
        plans = [one | (changes.get(one["code"]) or {}) for one in SHIPPED]
        plans = [one for one in plans if changes.get(one["code"], {}) is not None]
        new = [SHIPPED[0] | fields for code, fields in changes.items()
               if fields and code not in {one["code"] for one in SHIPPED}]  # fmt: skip
        file = self._folder / "plans.json"
        file.write_text(json.dumps({"plans": plans + new}))
        settings = Settings(
            mongo_url=self._settings.mongo_url,
            mongo_database_prefix=self._settings.mongo_database_prefix,
            plans_file=file,
        )
        return build_membership(settings, self._client, FixedClock(START), Neighbours(notify=None))

    async def start(self, **changes: dict[str, Any] | None) -> Component:
        component = self.build(**changes)
        await component.prepare()
        return component

    async def refused(self, **changes: dict[str, Any] | None) -> str:
        with pytest.raises(PlansError) as error:
            await self.start(**changes)
        return str(error.value)

    def run(self, log: Path) -> int:
        """The service as a process of its own, with the file built last; what it ended with."""
        env = {
            **os.environ,
            "MONGO_URL": self._settings.mongo_url,
            "MONGO_DATABASE_PREFIX": self._settings.mongo_database_prefix,
            "PLANS_FILE": str(self._folder / "plans.json"),
            "MEMBERSHIP_PORT": str(free_port()),
        }
        command = [sys.executable, "-m", "services", "--role", "membership"]
        with log.open("w") as out:
            return subprocess.run(
                command, env=env, stdout=out, stderr=out, check=False, timeout=PATIENCE
            ).returncode

    def close(self) -> None:
        self._client.close()


@pytest.fixture
async def starts(mongo_url: str, database_prefix: str, tmp_path: Path) -> AsyncIterator[Starts]:
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=database_prefix)
    made = Starts(settings, tmp_path)
    yield made
    made.close()


async def join(component: Component, member_id: str, plan: str = "gold") -> None:
    top_up = c.TopUp(member_id=member_id, amount=3990, reference="r")
    await component.api.execute(top_up, host())
    enrol = c.Enrol(member_id=member_id, plan=plan, auto_renew=False)
    await component.api.execute(enrol, member(member_id))


async def test_each_difference_of_a_held_plan_is_refused(starts: Starts) -> None:
    await join(await starts.start(), "m-1")
    for changes, says in [
        ({"price": 2190}, "price: 1990 -> 2190"),
        ({"price": 1790}, "price: 1990 -> 1790"),
        ({"period_days": 31}, "period_days: 30 -> 31"),
        ({"grace_hours": 12}, "grace_hours: 24 -> 12"),
        ({"discount": "0.95"}, "discount: 0.90 -> 0.95"),
        ({"falls_to": None}, "falls_to: silver -> none"),
        ({"rank": 9, "falls_to": "silver"}, "rank: 2 -> 9"),
        ({"benefits": SHIPPED[1]["benefits"][:3]}, "benefit free_transfers: QUOTA 5 -> none"),
    ]:
        # diamond, which nobody holds, would have to fall to a lower rank
        assert says in await starts.refused(gold=changes, diamond=None)
    said = await starts.refused(gold=None, diamond=None)
    assert said == (
        "PLANS_FILE contradicts what members hold: plan gold (missing from the file), held by "
        "1 member: m-1. Put the old values back, or give the changed plan a new code beside the "
        "old one."
    )
    await starts.start()


async def test_holders_are_counted_and_three_are_named(starts: Starts) -> None:
    component = await starts.start()
    for number in range(1, 5):
        await join(component, f"m-{number}")
    assert "held by 4 members: m-1, m-2, m-3. Put" in await starts.refused(gold={"price": 2190})


async def test_who_can_undo_a_downgrade_still_holds_the_plan(starts: Starts) -> None:
    component = await starts.start()
    await join(component, "m-1", "diamond")
    await component.api.execute(c.Downgrade(member_id="m-1", plan="silver"), member("m-1"))
    assert "plan diamond (price: 3990 -> 4990), held by 1 member: m-1" in await starts.refused(
        diamond={"price": 4990}
    )


async def test_what_nobody_holds_may_change_and_names_may_always(starts: Starts) -> None:
    await join(await starts.start(), "m-1")
    name = {"zh": "金卡会员", "en": "Gold card"}
    changed = await starts.start(gold={"name": name}, diamond={"price": 4990}, basic={
        "code": "basic", "rank": 7, "name": name})  # fmt: skip
    await join(changed, "m-2", "basic")
    # the record followed: what was accepted then is what counts now
    assert "plan basic (missing from the file)" in await starts.refused(diamond={"price": 4990})
    assert "plan basic (price: 990 -> 10)" in await starts.refused(
        diamond=None, basic={"code": "basic", "rank": 7, "price": 10}
    )


async def test_two_start_at_once_and_both_accept_the_same(starts: Starts) -> None:
    components = [starts.build(), starts.build()]
    await asyncio.gather(*(one.prepare() for one in components))
    changed = [starts.build(silver={"price": 1}), starts.build(silver={"price": 1})]
    await asyncio.gather(*(one.prepare() for one in changed))
    await join(changed[0], "m-1", "silver")
    assert "plan silver (price: 1 -> 990)" in await starts.refused()
    await starts.start(silver={"price": 1})


async def test_a_process_ends_and_the_supervisor_shows_the_line(
    starts: Starts, tmp_path: Path
) -> None:
    await join(await starts.start(), "m-1")
    starts.build(gold={"price": 2190})
    log = tmp_path / "log"
    assert await asyncio.to_thread(starts.run, log) != 0
    assert (
        "PlansError: PLANS_FILE contradicts what members hold: plan gold (price: 1990 -> 2190)"
        in last_words(log)
    )
