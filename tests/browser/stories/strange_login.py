"""Somebody signs in from a phone that nobody knows: frozen in one press, and back with the day that
it took."""

from datetime import timedelta

import pytest

from tests.browser.people import somebody
from tests.browser.signing import code_in
from tests.browser.visits import EN_PHONE, ZH_DESK, Coming, Reader, Visit
from tests.flows.conftest import System
from tests.flows.typed import standing

TOLD = {"EN": "device", "ZH": "陌生设备"}


@pytest.mark.parametrize("reader", [EN_PHONE, ZH_DESK], ids=str)
async def test_frozen_in_one_press(coming: Coming, world: System, reader: Reader) -> None:
    async with (
        await somebody(world, reader) as member,
        await world.host() as host,
    ):
        before, number = (await standing(member)).period, await member.phone()
        for device in ("own-phone", "unknown-phone"):
            await host.logs_in(member.id, device, (await world.now()).isoformat())
        await world.message(number, TOLD[reader.language])
        visit = await coming("/", role="member", id=member.id)
        await visit.reads("It stays yours; its benefits have been on hold since {lost}.")
        await visit.reads("What holds it")
        await visit.accessible()
        await visit.shows("story-held")
        await visit.the("link", "Security").click()
        await visit.press("Freeze it now")
        await visit.reads("Nobody can use it until {0}. The time is given back to you.")
        await visit.accessible()
        await world.advance("P1D")
        await visit.page.goto(f"{world.gateway}/")
        for _hold in range(2):
            await _released(visit, world, number)
            await world.advance("PT2M")  # before there is another code
        await visit.reads("You are a member until {end}.")
        gained = (await standing(member)).period.end - before.end
        assert timedelta(days=1) <= gained < timedelta(days=2)
        assert visit.wrong == []


async def _released(visit: Visit, world: System, number: str) -> None:
    """The hold that was placed first."""
    await visit.the("button", "Send me a code").first.click()
    form = visit.page.locator("form").filter(has=visit.the("button", "Release it"))
    await form.get_by_role("textbox").fill(await code_in(world, number))
    await visit.press("Release it", form)
    await form.wait_for(state="detached")
