"""The pages, photographed against a running system, with the demo people in them."""

import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, ViewportSize, async_playwright

from infra.dev.supervisor import Supervisor
from tests.browser.chromium import environment, installed
from tests.browser.visits import DESK, PHONE, Visit

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
ENGLISH = "en-GB"


async def pages() -> None:
    with tempfile.TemporaryDirectory(prefix="reinstate-pictures-") as folder:
        async with (
            Supervisor(
                ports="auto", var_dir=Path(folder), one=True, env={"QUIET_HOURS": "off"}
            ) as supervisor,
            async_playwright() as playwright,
        ):
            program = installed()
            browser = await playwright.chromium.launch(
                executable_path=program, env={**environment(program)}, args=["--no-sandbox"]
            )
            await _all(browser, supervisor.urls["gateway"])
            await browser.close()


async def _all(browser: Browser, gateway: str) -> None:
    async with _visiting(browser, gateway, ENGLISH, DESK) as visit:
        await visit.page.get_by_role("heading", level=1).wait_for()
        await _photograph(visit, "page-first")
    async with _visiting(browser, gateway, ENGLISH, PHONE) as visit:
        await visit.press("Zhou Hang")
        await visit.page.get_by_role("link", name="Appeal", exact=True).wait_for()
        await visit.page.goto(f"{gateway}/inbox")
        await visit.page.get_by_role("article").first.wait_for()
        await _photograph(visit, "page-messages")
    async with _visiting(browser, gateway, ENGLISH, DESK) as visit:
        await visit.press(REVIEWER)
        await visit.page.get_by_role("grid", name="Appeals that wait").wait_for()
        await visit.page.keyboard.press("n")
        await visit.page.get_by_role("checkbox", name="File receipt.png").wait_for()
        await _photograph(visit, "page-case")


REVIEWER = "Rui Wen, a reviewer"


@asynccontextmanager
async def _visiting(
    browser: Browser, gateway: str, locale: str, size: ViewportSize
) -> AsyncIterator[Visit]:
    context = await browser.new_context(locale=locale, viewport=size, reduced_motion="reduce")
    visit = Visit(await context.new_page())
    await visit.page.goto(f"{gateway}/")
    yield visit
    await context.close()


async def _photograph(visit: Visit, name: str) -> None:
    await visit.page.wait_for_load_state("networkidle")
    await visit.page.screenshot(path=PICTURES / f"{name}.png")
    sys.stdout.write(f"{name}.png\n")
