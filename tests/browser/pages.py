"""People use the pages: by roles and labels, in both languages, on a phone and on a desk, against a
running system. `make test-browser` fetches Chromium."""

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Request, async_playwright, expect

from infra.dev.supervisor import Supervisor
from tests.browser.chromium import environment, installed

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
AXE = Path("gateway/web/pages/node_modules/axe-core/axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
async def gateway(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Its address; what is not in the pages' own list does not run."""
    env = {"QUIET_HOURS": "off", "PERSISTED_OPERATIONS": "only"}
    var_dir = tmp_path_factory.mktemp("pages")
    async with Supervisor(ports="auto", var_dir=var_dir, one=True, env=env) as supervisor:
        yield supervisor.urls["gateway"]


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        program = installed()
        browser = await playwright.chromium.launch(
            executable_path=program, env=environment(program), args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


class Visit:
    """One person at the pages. What a browser says is wrong is kept, as is whom it asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        self.asked: set[str] = set()
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else 0)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", self._requested)

    def _requested(self, request: Request) -> None:
        self.asked.add("/".join(request.url.split("/")[:3]))
        if request.url.endswith("/graphql") and request.method == "POST":
            assert '"query"' not in (request.post_data or "")

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def reads(self, text: str | re.Pattern[str], within: float = 60) -> None:
        """`within`: seconds."""
        found = self.page.get_by_text(text).first
        await expect(found).to_be_visible(timeout=within * 1000)

    async def accessible(self) -> None:
        """No violation that axe finds. It is handed in by the protocol, past the page's policy."""
        await self.page.get_by_role("heading", level=1).wait_for()
        await self.page.evaluate(AXE)
        found = await self.page.evaluate("axe.run()")
        assert [
            (one["id"], each["html"], each["failureSummary"])
            for one in found["violations"]
            for each in one["nodes"]
        ] == []


@pytest.fixture
async def visiting(
    browser: Browser, gateway: str
) -> AsyncIterator[Callable[[str, dict[str, int]], object]]:
    contexts = []

    async def visit(locale: str, size: dict[str, int]) -> Visit:
        context = await browser.new_context(locale=locale, viewport=size)  # type: ignore[arg-type]  # a dict of its two
        contexts.append(context)
        visit = Visit(await context.new_page())
        await visit.page.goto(f"{gateway}/")
        return visit

    yield visit
    for context in contexts:
        await context.close()


async def test_lost_read_why_and_got_back(visiting, gateway: str) -> None:  # type: ignore[no-untyped-def]  # a fixture's
    visit: Visit = await visiting("en-GB", PHONE)
    await visit.accessible()
    await visit.press("Lin Wei")
    await visit.reads("You are a member until")
    await visit.accessible()
    await visit.press("Phone and clock")
    await visit.press("31 days pass")
    await visit.reads(re.compile("You are no member since"), within=120)
    await visit.reads("Why?")
    await visit.page.keyboard.press("Escape")
    await visit.accessible()
    await visit.page.get_by_role("button", name=re.compile("^Renew|^Gold: ")).first.click()
    await visit.reads("You are a member until")
    assert visit.wrong == []
    assert visit.asked == {gateway}


async def test_a_misclick_is_undone(visiting, gateway: str) -> None:  # type: ignore[no-untyped-def]  # a fixture's
    visit: Visit = await visiting("zh-CN", DESK)
    await visit.press("安·贝克")
    await visit.reads("点错了吗？")
    await visit.accessible()
    await visit.press("撤销")
    await visit.reads("会员有效期至")
    assert visit.wrong == []
    assert visit.asked == {gateway}
