"""What strangers wrote stays text on every page that could show it; and with all of it there, each
page is for everybody: in light and dark, on a phone and a desk, at twice the size, from right to
left."""

from typing import Literal, NamedTuple
from urllib.parse import urlencode

import pytest
from playwright.async_api import ViewportSize, expect

from tests.browser.stored import pages
from tests.browser.stored.cast import Cast
from tests.browser.stored.texts import MARK, SHORT
from tests.browser.visits import EN_DESK, ZH_PHONE, Opening, Reader, Visit
from tests.flows.conftest import System

TWICE = ViewportSize(width=640, height=400)
"""1280 pixels wide, at 200 % (WCAG 2.2, 1.4.4 and 1.4.10)."""
WATCHED = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (one) => window.broken.push(one.blockedURI));
"""
RAN = "[window.owned ?? 0, window.broken, document.querySelectorAll('[onerror], [onload]').length]"
CUT = """[...document.querySelectorAll('main :is(button, a, input, p, h1, h2)')]
    .map(one => [one.textContent, one.getBoundingClientRect()])
    .filter(([, at]) => at.width > 0 && (at.right > innerWidth + 1 || at.left < -1))
    .map(([text]) => text)"""


class Looks(NamedTuple):
    reader: Reader
    colours: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.reader}-{self.colours}"


LOOKS = [Looks(EN_DESK, "light"), Looks(ZH_PHONE, "dark")]


@pytest.mark.parametrize("looks", LOOKS, ids=str)
@pytest.mark.parametrize("room", ["member", "desk", "console"])
async def test_it_stays_text_and_the_page_is_for_everybody(
    opening: Opening, world: System, written: Cast, room: str, looks: Looks
) -> None:
    claims, paths = {
        "member": ({"role": "member", "id": written.member.id}, pages.of_members(written)),
        "desk": ({"role": "staff", "id": "s-hostile", "name": SHORT}, pages.of_the_desk(written)),
        "console": (
            {"role": "partner", "id": written.known["partner"]},
            pages.of_the_console(written),
        ),
    }[room]
    visit = await _watched(opening, world.gateway, looks, claims)
    wrong, read = {}, 0
    for path in paths:
        await visit.page.goto(f"{world.gateway}{path}")
        try:
            read += await _stays_text(visit)
            await _is_for_everybody(visit, looks.reader.size)
        except AssertionError as error:
            wrong[path] = str(error)
    assert wrong == {}
    assert read > 0, "it was shown"
    assert visit.wrong == []
    assert visit.asked == {world.gateway}


async def _watched(opening: Opening, gateway: str, looks: Looks, claims: dict[str, str]) -> Visit:
    """No dialogue opens, nothing runs, and nothing is asked for that the policy forbids."""
    visit: Visit = await opening(*looks.reader, f"{gateway}/healthz")
    await visit.page.add_init_script(WATCHED)
    await visit.page.emulate_media(color_scheme=looks.colours)
    visit.page.on("dialog", lambda said: visit.wrong.append(said.message))
    await visit.become(gateway, "/status", **claims)
    return visit


async def _stays_text(visit: Visit) -> int:
    """How often it is read."""
    await expect(visit.page.get_by_role("heading", level=1).first).to_be_visible()
    await expect(visit.page.get_by_role("status", name="…")).to_have_count(0)
    assert await visit.page.evaluate(RAN) == [0, [], 0]
    return await visit.page.get_by_text(MARK).count()


async def _is_for_everybody(visit: Visit, size: ViewportSize) -> None:
    page = visit.page
    await visit.fits()
    await visit.accessible()
    await page.evaluate("document.documentElement.dir = 'rtl'")
    await visit.fits()
    await page.evaluate("document.documentElement.dir = 'ltr'")
    if size["width"] > TWICE["width"]:
        await page.set_viewport_size(TWICE)
        await visit.fits()
        assert await page.evaluate(CUT) == []
        await page.set_viewport_size(size)


async def test_sent_messages_stay_text(opening: Opening, world: System, written: Cast) -> None:
    """On the page of the sinks, as a member would see them."""
    sinks = world.supervisor.urls["sinks"]
    visit: Visit = await opening(*EN_DESK, f"{sinks}/")
    await visit.page.add_init_script(WATCHED)
    visit.page.on("dialog", lambda said: visit.wrong.append(said.message))
    phone, email = await written.member.phone(), await written.member.email()
    for to in (phone, email):
        await visit.page.goto(f"{sinks}/?{urlencode({'to': to})}")
        await expect(visit.page.get_by_text(MARK).first).to_be_attached()
        assert await visit.page.evaluate(RAN) == [0, [], 0]
    assert visit.wrong == []
    assert visit.asked == {sinks}
