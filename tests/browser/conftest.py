"""The system, the browser and the visits that tests of pages share."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, ViewportSize, async_playwright

from infra.dev.supervisor import Supervisor
from tests.browser.chromium import environment, installed
from tests.browser.visits import Visit, Visiting


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


@pytest.fixture
async def visiting(browser: Browser, gateway: str) -> AsyncIterator[Visiting]:
    contexts = []

    async def visit(locale: str, size: ViewportSize, at: str = "") -> Visit:
        context = await browser.new_context(locale=locale, viewport=size, reduced_motion="reduce")
        contexts.append(context)
        visit = Visit(await context.new_page())
        await visit.page.goto(f"{at or gateway}/")
        return visit

    yield visit
    for context in contexts:
        await context.close()
