"""The Explorer's document and files: only ours run, and it says where what is written does not."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from gateway.web.built_files import EXPLORER
from tests.gateway.conftest import Stage
from tests.gateway.test_pages import opened
from tests.gateway.test_persisted import showing

ASKED = re.compile(r'(?:src|href)="([^"]+)"')


def facts(text: str) -> dict[str, Any]:
    [said] = re.findall(r'name="facts" content="([^"]+)"', text)
    found: dict[str, Any] = json.loads(html.unescape(said))
    return found


@pytest.mark.parametrize("mode", ["apq", "only"])
async def test_it_knows_whether_what_is_written_runs(
    stage: Stage, tmp_path: Path, mode: str
) -> None:
    async with showing(stage, tmp_path, persisted_operations=mode) as gateway:
        status, headers, text = await opened(gateway, "/graphql")
        assert status == 200
        assert headers["Content-Type"].startswith("text/html")
        assert facts(text)["onlyListed"] is (mode == "only")


async def test_scripts_are_ours_alone(stage: Stage, tmp_path: Path) -> None:
    async with showing(stage, tmp_path) as gateway:
        _, headers, text = await opened(gateway, "/graphql")
        policy = headers["Content-Security-Policy"]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == rules["frame-ancestors"] == "'none'"
        assert rules["script-src"] == rules["worker-src"] == rules["connect-src"] == "'self'"
        for path in ASKED.findall(text):
            assert path.startswith("/graphql/assets/")
            status, kept, _ = await opened(gateway, path)
            assert (status, kept["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
        assert (await opened(gateway, "/graphql/assets/none.js"))[0] == 404


def test_nothing_built_names_an_address_that_is_asked() -> None:
    """Fonts, styles and workers come along."""
    for file in (EXPLORER / "assets").glob("*.css"):
        found = re.findall(r"url\(([^)]+)\)", file.read_text("utf-8"))
        assert [one for one in found if "//" in one and "data:" not in one] == [], file.name
