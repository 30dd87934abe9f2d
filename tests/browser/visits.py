"""One person at the pages, by roles and labels."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from playwright.async_api import ConsoleMessage, Page, Request, ViewportSize, expect

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=800)
AXE: Final = Path("gateway/web/pages/node_modules/axe-core/axe.min.js")


class Visit:
    """One person at the pages. What a browser says is wrong is kept, as is whom it asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        self.asked: set[str] = set()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", self._requested)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(message.text)

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

    async def become(self, gateway: str, at: str, **claims: str) -> None:
        """Whoever the claims say, by a token of development; then opens a page. `at`: its path."""
        answer = await self.page.request.post(f"{gateway}/dev/token", data=claims)
        token = (await answer.json())["token"]
        keep = "token => sessionStorage.setItem('reinstate.tried-out', token)"
        await self.page.evaluate(keep, token)
        await self.page.goto(f"{gateway}{at}")

    async def accessible(self) -> None:
        """No violation that axe finds. It is handed in by the protocol, past the page's policy."""
        await self.page.get_by_role("heading", level=1).wait_for()
        await self.page.evaluate(AXE.read_text("utf-8"))
        found = await self.page.evaluate("axe.run()")
        wrong = [
            (one["id"], each["html"], each["failureSummary"])
            for one in found["violations"]
            for each in one["nodes"]
        ]
        assert not wrong, wrong


Visiting = Callable[..., Awaitable[Visit]]
"""`(locale, size, at="")`: somebody new at the pages, at the gateway's own address or another."""
Opening = Callable[..., Awaitable[Visit]]
"""`(locale, size, address)`: somebody new at any address."""
