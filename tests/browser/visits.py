"""One person at the pages, by roles and labels."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import urlsplit

from playwright.async_api import ConsoleMessage, Locator, Page, Request, ViewportSize, expect

from tests.browser.words import said

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=800)
AXE: Final = Path("gateway/web/pages/node_modules/axe-core/axe.min.js")
Role = Literal[
    "alert", "article", "button", "checkbox", "combobox", "dialog", "grid", "heading", "img",
    "link", "option", "radio", "region", "table", "textbox",
]  # fmt: skip


PLAIN: Final = "document.querySelectorAll('aside').forEach(one => { one.hidden = !one.hidden })"
"""Without what is for trying things out; and then with it again."""


class Reader(NamedTuple):
    """Who reads in which language, on what."""

    locale: str
    size: ViewportSize

    @property
    def language(self) -> str:
        """As the graph names it."""
        return self.locale[:2].upper()

    def __str__(self) -> str:
        return f"{self.locale[:2]}-{'phone' if self.size is PHONE else 'desk'}"


EN_PHONE, EN_DESK = Reader("en-GB", PHONE), Reader("en-GB", DESK)
ZH_PHONE, ZH_DESK = Reader("zh-CN", PHONE), Reader("zh-CN", DESK)


class Visit:
    """One person at the pages, whose words are those of the catalogues: messages are given in
    English, and looked for in the language of the visit. What a browser says is wrong is kept, as
    is whom it asked."""

    def __init__(self, page: Page, locale: str = "en-GB", pictures: Path | None = None) -> None:
        self.page = page
        self.pictures = pictures
        self.language = locale[:2]
        self.wrong: list[str] = []
        self.asked: set[str] = set()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", self._requested)
        page.on("websocket", lambda line: line.on("framesent", self._asks))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(message.text)

    def _requested(self, request: Request) -> None:
        self.asked.add("/".join(request.url.split("/")[:3]))
        if request.url.endswith("/graphql") and request.method == "POST":
            self._asks(request.post_data or "")

    def _asks(self, sent: str | bytes) -> None:
        """By hash, so that all of it runs where nothing else may (`PERSISTED_OPERATIONS=only`)."""
        if re.search(r'"query":\s*"[^"]', str(sent)):
            self.wrong.append(f"asked by text: {str(sent)[:200]}")

    def word(self, message: str) -> str | re.Pattern[str]:
        """As this page says it, in this language."""
        return said(message, self.language, urlsplit(self.page.url).path)

    def the(self, role: Role, message: str, inside: Locator | None = None) -> Locator:
        """What has that role and exactly that name."""
        word = self.word(message)
        if isinstance(word, re.Pattern):
            word = re.compile(f"^{word.pattern}$")
        return (inside or self.page).get_by_role(role, name=word, exact=True)

    def field(self, message: str, inside: Locator | None = None) -> Locator:
        """What is filled in under that label."""
        return (inside or self.page).get_by_label(self.word(message))

    async def press(self, message: str, inside: Locator | None = None) -> None:
        await self.the("button", message, inside).click()

    async def reads(self, text: str | re.Pattern[str], within: float = 60) -> None:
        """`within`: seconds."""
        wanted = self.word(text) if isinstance(text, str) else text
        found = self.page.get_by_text(wanted).filter(visible=True).first
        await expect(found).to_be_visible(timeout=within * 1000)

    async def chooses(self, field: str, option: str) -> None:
        await self.the("combobox", field).click()
        await self.the("option", option).click()

    async def become(self, gateway: str, at: str, **claims: Any) -> None:
        """Whoever the claims say, by a token of development; then opens a page. `at`: its path."""
        answer = await self.page.request.post(f"{gateway}/dev/token", data=claims)
        token = (await answer.json())["token"]
        keep = "token => sessionStorage.setItem('reinstate.tried-out', token)"
        await self.page.evaluate(keep, token)
        await self.page.goto(f"{gateway}{at}")

    async def fits(self) -> None:
        """Nothing lies beside the page."""
        wide = await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, self.page.url

    async def shows(self, name: str, part: Locator | None = None) -> None:
        """What is to be seen in docs, from the top or from a part of the page: photographed where
        somebody asked for pictures."""
        if self.pictures is None:
            return
        await self.page.wait_for_load_state("networkidle")
        await self.page.evaluate(f"scrollTo(0, 0); {PLAIN}")
        if part is not None:
            await part.evaluate("one => one.scrollIntoView({ block: 'center' })")
        size = "phone" if self.page.viewport_size == PHONE else "desk"
        file = self.pictures / f"{name}-{self.language}-{size}.png"
        await self.page.screenshot(path=file)
        await self.page.evaluate(PLAIN)

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
Coming = Callable[..., Awaitable[Visit]]
"""`(path, **claims)`: whoever the claims say at a page, reading as the story is read."""
