"""The system, the browser and the visits that tests of pages share."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ViewportSize, async_playwright, expect

from infra.dev.supervisor import Supervisor
from tests.browser.chromium import environment, installed
from tests.browser.visits import Coming, Opening, Reader, Visit, Visiting
from tests.flows.conftest import System

PATIENCE = 60_000
"""Milliseconds: of whatever a page is waited for, however busy the machine."""
expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures", type=Path, help="a folder for what stories show; see tests.pictures"
    )


@pytest.fixture(scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    """The one system that all of these tests run on: each with people of its own, at whatever time
    it is. Who moves the clock moves it for whoever comes after."""
    env, var_dir = {"QUIET_HOURS": "off", "BREAKER_FLOOR": "500"}, tmp_path_factory.mktemp("world")
    async with Supervisor(ports="auto", var_dir=var_dir, one=True, env=env) as supervisor:
        yield System(supervisor, "pages")


@pytest.fixture(scope="session")
def gateway(world: System) -> str:
    """Its address."""
    return world.gateway


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
async def opening(
    browser: Browser, world: System, request: pytest.FixtureRequest
) -> AsyncIterator[Opening]:
    """At the end nothing waits at the desk any more."""
    contexts = []

    async def opened(locale: str, size: ViewportSize, address: str, **more: Any) -> Visit:
        context = await browser.new_context(
            locale=locale, viewport=size, reduced_motion="reduce", **more
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        pictures = request.config.getoption("pictures")
        visit = Visit(await context.new_page(), locale, pictures)
        await visit.page.goto(address)
        return visit

    yield opened
    for context in contexts:
        await context.close()
    await _withdrawn(world)


async def _withdrawn(world: System) -> None:
    """Whatever appeal waits still, by who opened it."""
    async with await world.staff() as staff:
        waiting = await staff.every("appealQueue", "number memberId")
    for one in waiting:
        async with await world.member(one["memberId"]) as member:
            await member.appeal("withdrawAppeal", "AppealInput", number=one["number"])


@pytest.fixture
async def visiting(opening: Opening, gateway: str) -> Visiting:
    async def visit(locale: str, size: ViewportSize, at: str = "") -> Visit:
        return await opening(locale, size, f"{at or gateway}/")

    return visit


@pytest.fixture
def coming(opening: Opening, gateway: str, reader: Reader) -> Coming:
    """Asks for a `reader`, by whose language and size all of the story is read."""

    async def come(path: str = "/", **claims: Any) -> Visit:
        first = "/healthz" if claims else path
        visit = await opening(reader.locale, reader.size, f"{gateway}{first}")
        if claims:
            await visit.become(gateway, path, **claims)
        return visit

    return come
