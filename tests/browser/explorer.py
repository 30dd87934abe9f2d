"""The Explorer in a real browser: examples are chosen and run, subscriptions come over both lines,
fields are completed by workers of our own, and nothing is asked of another origin."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.visits import DESK


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=DESK)
    yield await context.new_page()
    await context.close()


async def run(page: Page, example: str) -> None:
    await page.get_by_role("button", name=example, exact=True).click()
    await expect(page.locator(".graphiql-query-editor")).to_contain_text(example)
    await page.get_by_role("button", name=re.compile("^Execute query")).click()


async def answers(page: Page, text: str) -> None:
    await expect(page.locator(".result-window")).to_contain_text(text, timeout=30_000)


async def test_examples_run_and_fields_are_completed(page: Page, gateway: str) -> None:
    wrong, asked = list[str](), set[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
    await page.goto(f"{gateway}/graphql")
    await run(page, "A member joins: known, with money, on a plan")
    await answers(page, '"ACTIVE"')
    for line in ("WebSocket", "server-sent events"):
        await page.get_by_label("Subscriptions over").select_option(line)
        await run(page, "Follow what members are entitled to")
        await answers(page, '"entitlementChanged"')  # whoever else changed last on this system
        await page.get_by_role("button", name=re.compile("^Stop query")).click()
    await page.get_by_role("button", name="New tab").click()
    await page.locator(".graphiql-query-editor .view-lines").click()
    await page.keyboard.type("{ pla", delay=50)
    await expect(page.locator(".suggest-widget")).to_contain_text("plans", timeout=30_000)
    assert wrong == []
    assert asked - {f"blob:{gateway}"} == {gateway}
