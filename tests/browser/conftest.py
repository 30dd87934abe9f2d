"""The system, the browser and the visits that tests of pages share."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, ViewportSize, async_playwright

from infra.dev.supervisor import Supervisor
from tests.browser.chromium import environment, installed
from tests.browser.visits import Opening, Visit, Visiting
from tests.flows.conftest import System


@pytest.fixture(scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Supervisor]:
    """What is not in the pages' own list does not run."""
    env = {"QUIET_HOURS": "off", "PERSISTED_OPERATIONS": "only"}
    var_dir = tmp_path_factory.mktemp("pages")
    async with Supervisor(ports="auto", var_dir=var_dir, one=True, env=env) as supervisor:
        yield supervisor


@pytest.fixture(scope="module")
def gateway(system: Supervisor) -> str:
    """Its address."""
    return system.urls["gateway"]


@pytest.fixture(scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """A system for stories in which others act, too: each of people of its own."""
    env, var_dir = {"QUIET_HOURS": "off"}, tmp_path_factory.mktemp("world")
    async with Supervisor(ports="auto", var_dir=var_dir, one=True, env=env) as supervisor:
        yield System(supervisor, "pages")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        program = installed()
        browser = await playwright.chromium.launch(
            executable_path=program, env=environment(program), args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def opening(browser: Browser) -> AsyncIterator[Opening]:
    contexts = []

    async def opened(locale: str, size: ViewportSize, address: str, **more: Any) -> Visit:
        context = await browser.new_context(
            locale=locale, viewport=size, reduced_motion="reduce", **more
        )
        contexts.append(context)
        visit = Visit(await context.new_page())
        await visit.page.goto(address)
        return visit

    yield opened
    for context in contexts:
        await context.close()


@pytest.fixture
async def visiting(opening: Opening, gateway: str) -> Visiting:
    async def visit(locale: str, size: ViewportSize, at: str = "") -> Visit:
        return await opening(locale, size, f"{at or gateway}/")

    return visit
