"""Chromium, without a window, over its DevTools protocol."""

import asyncio
import base64
import contextlib
import itertools
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

OWN = Path(__file__).parent / ".chromium"
"""What `make test-browser` fetches."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", str(OWN / "chromium"))
STARTS_WITHIN = 20
"""Seconds."""
WIDTH = 460
"""Pixels; the height is that of the page."""


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def open(self, url: str) -> None:
        await self.call("Emulation.setDeviceMetricsOverride", **_metrics(400))
        await self.call("Page.navigate", url=url)

    async def value(self, expression: str) -> Any:
        found = await self.call("Runtime.evaluate", expression=expression)
        return found["result"].get("value")

    async def photograph(self, file: Path) -> None:
        height = await self.value("document.body.scrollHeight")
        await self.call("Emulation.setDeviceMetricsOverride", **_metrics(height))
        picture = await self.call("Page.captureScreenshot", format="png")
        await asyncio.to_thread(file.write_bytes, base64.b64decode(picture["data"]))

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Of the DevTools protocol."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            answer: dict[str, Any] = await self._socket.receive_json(timeout=STARTS_WITHIN)
            if answer.get("id") == number:
                return dict(answer["result"])


@contextlib.asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Page]:
    """
    Raises:
        FileNotFoundError: no Chromium is installed.
    """
    program = installed()
    process = await asyncio.create_subprocess_exec(
        program,
        *("--headless=new", "--no-sandbox", "--hide-scrollbars", "--remote-debugging-port=0"),
        f"--user-data-dir={folder}",
        env=environment(program),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port = await asyncio.wait_for(_port(folder / "DevToolsActivePort"), STARTS_WITHIN)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            async with session.put("/json/new") as answer:
                tab = await answer.json()
            async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Page(socket)
    finally:
        process.terminate()
        await process.wait()


def installed() -> str:
    """The program.

    Raises:
        FileNotFoundError: no Chromium is installed.
    """
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise FileNotFoundError(f"install Chromium: none of {', '.join(NAMES)} was found")
    return program


def environment(program: str) -> dict[str, str]:
    """The members' time zone; and where it is our own, the libraries that came with it."""
    own = {"LD_LIBRARY_PATH": str(OWN / "al2023" / "lib")} if program.startswith(str(OWN)) else {}
    return {**os.environ, "TZ": "Asia/Shanghai", **own}


async def _port(file: Path) -> int:
    while not (said := await asyncio.to_thread(_said, file)):
        await asyncio.sleep(0.05)
    return int(said.splitlines()[0])


def _said(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def _metrics(height: int) -> dict[str, Any]:
    return {"width": WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": False}
