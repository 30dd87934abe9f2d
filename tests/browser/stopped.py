"""Far more than usual would lose their membership: it stops by itself, and a person looks at it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import expect

from infra.dev.supervisor import Supervisor
from tests.browser.stored.texts import LONG, MARK
from tests.browser.visits import EN_DESK, ZH_PHONE, Opening
from tests.flows.conftest import System
from tests.flows.typed import standing

MANY = 5
SILVER = 9_90


@pytest.fixture
async def cautious(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system of its own: where the breaker stops early, it would stop the time of others."""
    env, var_dir = {"QUIET_HOURS": "off", "BREAKER_FLOOR": "2"}, tmp_path_factory.mktemp("breaker")
    async with Supervisor(ports="auto", var_dir=var_dir, one=True, env=env) as supervisor:
        yield System(supervisor, "cautious")


async def test_a_mass_loss_waits_for_a_person(opening: Opening, cautious: System) -> None:
    for _ in range(MANY):
        member = await cautious.new_member(plan="silver", balance=SILVER)
    end = (await standing(member)).period.end
    await cautious.advance_to(end + timedelta(days=1, hours=1))
    claims = {"role": "staff", "id": "admin-1", "name": "Xu"}
    for reader, colours in ((ZH_PHONE, "dark"), (EN_DESK, "light")):
        visit = await opening(*reader, f"{cautious.gateway}/healthz")
        await visit.page.emulate_media(color_scheme=colours)
        await visit.become(cautious.gateway, "/desk/stopped", **claims)
        await visit.the("button", "Decide").wait_for()
        await visit.accessible()
        await visit.fits()
        assert visit.wrong == []
    await visit.page.get_by_text(visit.word("Let them happen"), exact=True).click()
    await visit.field("Reason").fill(LONG)
    await visit.press("Decide")
    await expect(visit.the("button", "Decide")).to_be_hidden()
    await visit.page.get_by_role("switch").check()
    await visit.page.get_by_text(MARK).first.wait_for()
    await visit.accessible()
    await visit.fits()
    assert visit.wrong == []
