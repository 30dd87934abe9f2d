"""The page of sent messages in a real browser, with ten thousand of them: fifty are in the
document, and every message is on one of the pages."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from infra.dev.sinks.store import CaughtMessage
from tests.servers import Sinks, running_sinks

SENT = 10_000
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
HTML = "<p>" + "Your membership ended; renew within the day, and nothing is lost. " * 80 + "</p>"


def sent() -> Iterator[CaughtMessage]:
    for number in range(SENT):
        at, member = FIRST + timedelta(seconds=number), number % 500
        if number % 2:
            yield CaughtMessage(
                id=f"m-{number}", channel="email", to=f"m{member}@members.example",
                sender="shop@shop.example", subject=f"Letter {number}", body="Text", html=HTML,
                time=at,
            )  # fmt: skip
        else:
            yield CaughtMessage(
                id=f"m-{number}", channel="sms", to=f"+86138{member:08}", sender="+1",
                body=f"Message {number}.", time=at, status="delivered",
            )  # fmt: skip


@pytest.fixture
async def sinks(tmp_path: Path) -> AsyncIterator[Sinks]:
    (tmp_path / "sinks").mkdir()
    lines = b"".join(msgspec.json.encode(one) + b"\n" for one in sent())
    (tmp_path / "sinks" / "messages.jsonl").write_bytes(lines)
    async with running_sinks(tmp_path) as sinks:
        yield sinks


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    yield await context.new_page()
    await context.close()


async def numbers(page: Page) -> list[str]:
    return await page.locator(".bubble, .letter h3").all_inner_texts()


async def test_a_page_of_ten_thousand_is_in_the_document(sinks: Sinks, page: Page) -> None:
    await page.goto(sinks.url)
    await expect(page.get_by_role("status").first).to_have_text("5000 SMS, 5000 e-mails")
    assert len(await numbers(page)) == 50
    shown = set(await numbers(page))
    await page.get_by_role("link", name="Older").click()
    await expect(page.get_by_text("Message 9948.")).to_be_visible()
    older = await numbers(page)
    assert len(older) == 50
    assert not shown & set(older)
    assert await page.evaluate("document.querySelectorAll('*').length") < 1_000


async def test_the_last_page_ends_and_leads_back(sinks: Sinks, page: Page) -> None:
    await page.goto(f"{sinks.url}/?before=m-20")
    await expect(page.get_by_text("Message 0.")).to_be_visible()
    assert len(await numbers(page)) == 20
    await expect(page.get_by_role("link", name="Older")).to_be_hidden()
    await page.get_by_role("link", name="Newest").click()
    await expect(page.get_by_text("Letter 9999")).to_be_visible()


async def test_what_is_read_stays_while_more_comes(sinks: Sinks, page: Page) -> None:
    await page.goto(sinks.url)
    letter = page.locator(".letter", has_text="Letter 9999")
    await letter.get_by_text("Text part").click()
    await letter.evaluate("one => { one.dataset.same = 'yes' }")
    api = f"{sinks.url}/2010-04-01/Accounts/{sinks.account_sid}/Messages.json"
    auth = f"{sinks.account_sid}:{sinks.auth_token}"
    await page.request.post(
        api.replace("://", f"://{auth}@"),
        form={"To": "+8613800000001", "From": "+15005550006", "Body": "The newest"},
    )
    await expect(page.get_by_text("The newest")).to_be_visible(timeout=30_000)
    await expect(letter).to_have_attribute("data-same", "yes")
    await expect(letter.locator("details")).to_have_attribute("open", "")
