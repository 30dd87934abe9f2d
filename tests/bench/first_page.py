"""How soon the first page can be used: a phone with nothing kept, over a slow mobile line."""

import tempfile
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.async_api import Browser, async_playwright

from infra.dev.supervisor import Supervisor
from tests.browser.chromium import environment, installed
from tests.browser.visits import PHONE

RUNS: Final = 5
ROUND_TRIP: Final = 170
"""Milliseconds; with the speed below the 4G profile of WebPageTest."""
SPEED: Final = 9_000_000 / 8
"""Bytes a second."""
SLOWER: Final = 4
"""How many times slower than this machine's processor a phone's is taken to be."""
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
_SCRIPT = (
    "performance.getEntriesByType('resource').filter(one => one.name.endsWith('.js'))"
    ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
)


async def measure() -> list[str]:
    try:
        program = installed()
    except FileNotFoundError as error:
        return [f"not measured: {error}"]
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Supervisor(ports="auto", var_dir=Path(folder), one=True) as supervisor,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=program, env={**environment(program)}, args=["--no-sandbox"]
            )
            url = f"{supervisor.urls['gateway']}/sign-in"
            found = [await _visit(browser, url) for _ in range(RUNS)]
            await browser.close()
    painted, usable, script = (median(each) for each in zip(*found, strict=True))
    return [
        f"signing in, {SPEED * 8 / 1e6:.0f} Mbit/s, {ROUND_TRIP} ms there and back, a processor "
        f"{SLOWER} times slower:",
        f"first paint {painted:.0f} ms, usable {usable:.0f} ms, script {script / 1024:.0f} KB",
    ]


async def _visit(browser: Browser, url: str) -> tuple[float, float, float]:
    """First paint and when a field takes what is typed, in milliseconds; bytes of script, packed.
    Nothing is kept of the visit before."""
    context = await browser.new_context(locale="en-GB", viewport=PHONE)
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    line: dict[str, Any] = {"offline": False, "latency": ROUND_TRIP}
    line |= {"downloadThroughput": SPEED, "uploadThroughput": SPEED}
    await devtools.send("Network.enable")
    await devtools.send("Network.emulateNetworkConditions", line)
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await page.goto(url, wait_until="commit")
    field = page.get_by_role("textbox").first
    await field.fill("+8613800138000")
    usable: float = await page.evaluate("performance.now()")
    painted: float = await page.evaluate(_PAINTED)
    script: float = await page.evaluate(_SCRIPT)
    await context.close()
    return painted, usable, script
