"""The pages' document and files: what a browser may do for them, how long they are kept, and that
all that they ask runs, even where nothing else does."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.schema.root import build_schema
from gateway.web.built_files import BUILT, OPERATIONS
from tests.gateway.conftest import Gateway, Stage
from tests.gateway.test_persisted import by_id, by_post, code, showing

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-encoding": "gzip"}
TAG = re.compile(r"<(?:script|link)[^>]*(?:src|href)=\"/assets/[^>]*>")
MOST_SCRIPT = 200 * 1024
"""Bytes, packed, that the document asks for at once."""


@pytest.fixture
async def pages(stage: Stage, tmp_path: Path) -> AsyncIterator[Gateway]:
    async with showing(stage, tmp_path, persisted_operations="only") as gateway:
        yield gateway


async def opened(gateway: Gateway, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    async with gateway.session.get(gateway.url + path, headers=BROWSER | headers) as response:
        return response.status, dict(response.headers), await response.text()


@pytest.mark.parametrize("path", ["/", "/desk", "/appeals/AP-20261121-0042?from=sms"])
async def test_a_link_leads_to_its_page(pages: Gateway, path: str) -> None:
    status, headers, text = await opened(pages, path)
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert '<div id="page">' in text


async def test_nothing_runs_that_is_not_ours(pages: Gateway) -> None:
    seen = set()
    for _ in range(2):
        _, headers, text = await opened(pages, "/")
        policy = headers["Content-Security-Policy"]
        [nonce] = set(re.findall(r"'nonce-([\w-]+)'", policy))
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == f"'nonce-{nonce}'"
        assert rules["connect-src"] == "'self'"
        assert not {"http:", "https:", "ws:", "*", "'unsafe-inline'"} & set(policy.split())
        asked = [tag for tag in TAG.findall(text) if 'rel="icon"' not in tag]
        assert asked
        assert all(f'nonce="{nonce}"' in tag for tag in asked)
        assert headers["X-Content-Type-Options"] == "nosniff"
        seen.add(nonce)
    assert len(seen) == 2


async def test_files_are_kept_for_ever_and_packed(pages: Gateway) -> None:
    script = max((BUILT / "assets").glob("*.js"), key=lambda file: file.stat().st_size)
    _, headers, text = await opened(pages, f"/assets/{script.name}")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Encoding"] == "gzip"
    assert text == script.read_text("utf-8")
    _, headers, text = await opened(pages, f"/assets/{script.name}", **{"accept-encoding": "br"})
    assert "Content-Encoding" not in headers
    assert text == script.read_text("utf-8")


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/..%2findex.html", "/assets/../x.js"])
async def test_nothing_else_is_told(pages: Gateway, path: str) -> None:
    status, _, text = await opened(pages, path, accept="*/*")
    assert (status, text) == (404, "Not Found")


async def test_a_program_at_a_wrong_address_is_told_so(pages: Gateway) -> None:
    async with pages.session.get(f"{pages.url}/graphq") as response:
        assert response.status == 404


async def test_without_pages_there_is_the_graph_alone(stage: Stage, tmp_path: Path) -> None:
    async with showing(stage, tmp_path, pages=False) as gateway:
        assert (await opened(gateway, "/"))[0] == 404
        assert (await by_post(gateway, {"query": "{ plans { code } }"}))["plans"]


def operations() -> dict[str, str]:
    found: dict[str, str] = json.loads(OPERATIONS.read_text("utf-8"))
    return found


async def test_what_the_pages_ask_runs_where_nothing_else_does(pages: Gateway) -> None:
    plans = next(id for id, text in operations().items() if "query Plans {" in text)
    assert (await by_post(pages, by_id(plans.removeprefix("sha256:"))))["plans"]
    assert (await by_post(pages, {"documentId": plans}))["plans"]
    refused: Any = await by_post(pages, {"query": "{ plans { code } }"})
    assert code(refused) == "PERSISTED_QUERY_NOT_IN_LIST"


def test_all_that_the_pages_ask_is_in_the_graph() -> None:
    schema = build_schema(introspection=False)
    assert len(operations()) > 10
    assert {
        text: schema.faults(text) for text in operations().values() if schema.faults(text)
    } == {}


def test_the_first_page_has_little_script() -> None:
    document = (BUILT / "index.html").read_text("utf-8")
    names = set(re.findall(r"/assets/([\w.-]+\.js)", document))
    packed = {name: len(gzip.compress((BUILT / "assets" / name).read_bytes())) for name in names}
    assert sum(packed.values()) <= MOST_SCRIPT, packed
