"""A queue of any length at the desk: what is in sight is rendered, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.async_api import expect
from pymongo import MongoClient

from tests.browser.visits import DESK, Visit, Visiting
from tests.flows.conftest import System

WAITING = 10_000
PREFIX = "AP-20200101-"
READ = 600
"""So many are scrolled through."""
WITHIN = 60_000
"""Milliseconds, for a page of a hundred."""
HEIGHT, IN_SIGHT = 44, 60
"""Rows of so many pixels in a window of 800, with those beside it and the head; far fewer than were
read."""


async def test_of_ten_thousand_appeals_those_in_sight_are_rendered(
    visiting: Visiting, world: System
) -> None:
    visit: Visit = await visiting("en-GB", DESK)
    page = visit.page
    await visit.press("Rui Wen, a reviewer")
    grid = page.get_by_role("grid", name="Appeals that wait")
    await expect(grid.get_by_role("row").nth(1)).to_contain_text("AP-")
    with _many_alike(world.supervisor.env["MONGO_URL"]):
        await page.reload()
        await expect(grid.get_by_role("row").nth(20)).to_contain_text("AP-", timeout=WITHIN)
        body, rows = grid.get_by_role("rowgroup").nth(1), page.get_by_role("row")
        for more in range(200, READ + 1, 100):
            await grid.evaluate("grid => grid.scrollTop = grid.scrollHeight")
            await expect(body).to_have_css("height", f"{more * HEIGHT}px", timeout=WITHIN)
            await expect(rows.last).to_contain_text("AP-")
            assert await rows.count() <= IN_SIGHT
        await visit.accessible()
    assert visit.wrong == []


@contextmanager
def _many_alike(url: str) -> Iterator[None]:
    """For as long as that takes, many more appeals like the one that waits, as they would be
    stored, that nothing falls due for."""
    with MongoClient[dict[str, Any]](url) as client:
        appeals = client["reinstate_appeals"]["appeals"]
        one = appeals.find_one({"lists": {"$regex": ":free$"}})
        assert one is not None
        appeals.insert_many(_alike(one, f"{PREFIX}{n:05d}") for n in range(WAITING))
        yield
        appeals.delete_many({"_id": {"$regex": f"^{PREFIX}"}})


def _alike(one: dict[str, Any], number: str) -> dict[str, Any]:
    order = one["order"].replace(one["_id"], number)
    state = {**one["state"], "number": number}
    return {**one, "_id": number, "state": state, "order": order, "next_due": None}
