"""Operations by their hash: the same over every way of asking, shared by gateways, bounded; and
lists that let nothing else run."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from pydantic import ValidationError
from redis.asyncio import Redis
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from gateway.documents.reading import Documents
from gateway.persisted.handed_in import HandedIn, digest_of
from infra.process.movable_clock import MovableClock
from infra.settings import SettingsError
from infra.valkey import Valkey
from services.settings import Settings
from tests.gateway.conftest import FakeSystem, Gateway, Stage

APOLLO = {"format": "apollo-persisted-query-manifest", "version": 1}


def new_text() -> str:
    return f"query Q{uuid4().hex} {{ plans {{ code }} }}"


def by_hash(text: str, **more: Any) -> dict[str, Any]:
    hashed = sha256(text.encode()).hexdigest()
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hashed}}, **more}


@contextlib.asynccontextmanager
async def showing(stage: Stage, folder: Path, **given: Any) -> AsyncIterator[Gateway]:
    settings = Settings(var_dir=folder, **given)
    system = FakeSystem(settings, MovableClock(folder / "clock"))
    app = system.app()
    async with stage.showing(app) as url, aiohttp.ClientSession() as session:
        yield Gateway(url, system.apis, settings, session)


# --- the ways of asking: each gives what was answered, or the first error


async def by_post(gateway: Gateway, asked: dict[str, Any]) -> Any:
    async with gateway.session.post(f"{gateway.url}/graphql", json=asked) as response:
        return told(await response.json())


async def by_get(gateway: Gateway, asked: dict[str, Any]) -> Any:
    params = {k: v if isinstance(v, str) else json.dumps(v) for k, v in asked.items()}
    async with gateway.session.get(f"{gateway.url}/graphql", params=params) as response:
        return told(await response.json())


async def by_stream(gateway: Gateway, asked: dict[str, Any]) -> Any:
    headers = {"accept": "text/event-stream"}
    async with gateway.session.post(
        f"{gateway.url}/graphql", json=asked, headers=headers
    ) as response:
        if response.status == 400:
            return told(await response.json())
        text = await response.text()
    [line] = [one for one in text.splitlines() if one.startswith("data: ")]
    return told(json.loads(line.removeprefix("data: ")))


async def by_socket(gateway: Gateway, asked: dict[str, Any]) -> Any:
    url = gateway.url.replace("http", "ws") + "/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send('{"type": "connection_init"}')
        await socket.recv()
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
        answer = json.loads(await socket.recv())
    return told({"errors": answer["payload"]} if answer["type"] == "error" else answer["payload"])


def told(answer: Any) -> Any:
    return answer["errors"][0] if answer.get("errors") else answer["data"]


def code(answer: Any) -> str:
    return str(answer["extensions"]["code"])


Way = Callable[[Gateway, dict[str, Any]], Awaitable[Any]]
WAYS = pytest.mark.parametrize("way", [by_post, by_get, by_stream, by_socket])


# --- automatic


@WAYS
async def test_a_text_that_was_sent_with_its_hash_runs_by_it(gateway: Gateway, way: Way) -> None:
    text = new_text()
    missed = await way(gateway, by_hash(text))
    assert (missed["message"], code(missed)) == (
        "PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND",
    )  # fmt: skip
    plans = await way(gateway, by_hash(text, query=text))
    assert plans["plans"]
    assert await way(gateway, by_hash(text)) == plans
    assert await way(gateway, {"documentId": f"sha256:{digest_of(text)}"}) == plans


@pytest.mark.parametrize(
    ("accept", "status"), [("application/json", 200), ("application/graphql-response+json", 400)]
)
async def test_its_status_is_that_of_a_document_that_cannot_run(
    gateway: Gateway, accept: str, status: int
) -> None:
    async with gateway.session.post(
        f"{gateway.url}/graphql", json=by_hash(new_text()), headers={"accept": accept}
    ) as response:
        assert (response.status, response.content_type) == (status, accept)
        assert response.headers["cache-control"] == "no-store"


@WAYS
async def test_a_hash_of_another_text_is_refused(gateway: Gateway, way: Way) -> None:
    known, other = new_text(), new_text()
    await way(gateway, by_hash(known, query=known))
    for hashed in (known, other):
        refused = await way(gateway, by_hash(hashed, query=new_text()))
        assert code(refused) == "PERSISTED_QUERY_HASH_MISMATCH"
    assert "data" not in await way(gateway, by_hash(other))


@pytest.mark.parametrize(
    "persisted",
    [7, [], {}, {"version": 2, "sha256Hash": "a"}, {"version": 1}, {"version": 1, "sha256Hash": 1},
     {"version": 1, "sha256Hash": "a" * 257}],
)  # fmt: skip
@WAYS
async def test_what_is_no_hash_is_said(gateway: Gateway, way: Way, persisted: Any) -> None:
    refused = await way(gateway, {"extensions": {"persistedQuery": persisted}})
    assert code(refused) == "INVALID_INPUT"
    assert refused["extensions"]["field"].startswith("extensions.persistedQuery")


@pytest.mark.parametrize(
    "text", ["{ nothing }", "{ plans {", "{" + "a: plans { code } " * 60 + "}"]
)
async def test_what_cannot_run_is_not_kept(gateway: Gateway, text: str) -> None:
    refused = await by_post(gateway, by_hash(text, query=text))
    assert code(refused) not in ("PERSISTED_QUERY_NOT_FOUND", "INTERNAL")
    assert code(await by_post(gateway, by_hash(text))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_mutations_go_by_hash_by_post_alone(gateway: Gateway) -> None:
    text = f"mutation M{uuid4().hex} {{ renew(input: {{}}) {{ __typename }} }}"
    await by_post(gateway, by_hash(text, query=text))
    assert code(await by_get(gateway, by_hash(text))) == "MUTATION_NEEDS_POST"
    assert (await by_post(gateway, by_hash(text)))["renew"]


async def test_what_one_gateway_was_told_all_know(
    stage: Stage, tmp_path: Path, broker_url: str
) -> None:
    text = new_text()
    async with showing(stage, tmp_path, broker_url=broker_url) as one:
        await by_post(one, by_hash(text, query=text))
    async with showing(stage, tmp_path, broker_url=broker_url) as other:
        assert (await by_post(other, by_hash(text)))["plans"]
    async with showing(stage, tmp_path) as alone:  # nobody listens where its Valkey should be
        assert code(await by_post(alone, by_hash(text))) == "PERSISTED_QUERY_NOT_FOUND"
        assert (await by_post(alone, by_hash(text, query=text)))["plans"]
        assert (await by_post(alone, by_hash(text)))["plans"]


async def test_a_known_hash_is_neither_read_nor_validated(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = new_text()
    await by_post(gateway, by_hash(text, query=text))
    monkeypatch.setattr(Documents, "prepare", None)
    assert (await by_post(gateway, by_hash(text)))["plans"]


async def test_valkey_is_not_filled(broker_url: str) -> None:
    """Whoever hands in a hundred times what there is room for leaves the room full, and no more."""
    most, each = 20_000, 2_000
    valkey, looking = Valkey(broker_url), Redis.from_url(broker_url)
    handed_in = HandedIn(valkey, most)
    texts = [f"{number:0{each}}" for number in range(most // each * 100)]
    for text in texts:
        await handed_in.keep(digest_of(text), text)
    kept = await looking.hlen("{persisted}:texts")
    size = sum([len(one) for one in await looking.hvals("{persisted}:texts")])
    assert kept == await looking.zcard("{persisted}:used")
    assert most / 2 <= size <= most
    for key in ("texts", "used", "bytes"):
        assert 0 < await looking.ttl(f"{{persisted}}:{key}") <= 7 * 24 * 3600
    elsewhere = HandedIn(valkey)
    assert await elsewhere.find(digest_of(texts[-1])) == texts[-1]
    assert await elsewhere.find(digest_of(texts[0])) is None
    await looking.hset("{persisted}:texts", digest_of("{ me }"), "{ forged }")
    assert await elsewhere.find(digest_of("{ me }")) is None
    await asyncio.gather(valkey.close(), looking.aclose())


async def test_where_it_is_off_clients_are_told_to_send_texts(stage: Stage, tmp_path: Path) -> None:
    async with showing(stage, tmp_path, persisted_operations="off") as gateway:
        text = new_text()
        refused = await by_post(gateway, by_hash(text))
        assert (refused["message"], code(refused)) == (
            "PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED",
        )  # fmt: skip
        assert (await by_post(gateway, by_hash(text, query=text)))["plans"]
        assert code(await by_post(gateway, by_hash(text))) == "PERSISTED_QUERY_NOT_SUPPORTED"


# --- lists


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    codegen = {"c0ffee": "query Listed { plans { code } }"}
    (folder / "codegen.json").write_text(json.dumps(codegen))
    operation = {
        "id": "abc",
        "name": "Apollo",
        "type": "query",
        "body": "query Apollo { __typename }",
    }
    (folder / "apollo.json").write_text(json.dumps({**APOLLO, "operations": [operation]}))
    return folder


def by_id(id: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": id}}, **more}


@WAYS
async def test_with_lists_alone_nothing_else_runs(
    stage: Stage, tmp_path: Path, lists: Path, way: Way
) -> None:
    given = {"persisted_operations": "only", "persisted_lists": [str(lists)]}
    async with showing(stage, tmp_path, **given) as gateway:
        assert (await way(gateway, by_id("c0ffee")))["plans"]
        assert await way(gateway, by_id("abc")) == {"__typename": "Query"}
        assert await way(gateway, by_id("abc", query="")) == {"__typename": "Query"}
        assert (await way(gateway, {"query": "query Listed { plans { code } }"}))["plans"]
        text = new_text()
        for other in ({"query": text}, by_hash(text), by_hash(text, query=text), by_id("c0ffe")):
            assert code(await way(gateway, other)) == "PERSISTED_QUERY_NOT_IN_LIST"
        other = by_id("c0ffee", query=text)
        assert code(await way(gateway, other)) == "PERSISTED_QUERY_HASH_MISMATCH"


async def test_the_refusal_is_in_the_language_of_the_reader(
    stage: Stage, tmp_path: Path, lists: Path
) -> None:
    given = {"persisted_operations": "only", "persisted_lists": [str(lists)]}
    said = {}
    async with showing(stage, tmp_path, **given) as gateway:
        for language in ("zh-CN", "en"):
            async with gateway.session.post(
                f"{gateway.url}/graphql",
                json={"query": "{ me { id } }"},
                headers={"accept-language": language},
            ) as response:
                said[language] = (await response.json())["errors"][0]["message"]
    assert said["zh-CN"].startswith("此操作不在允许清单中")
    assert said["en"].startswith("This operation is not in the list")


async def test_lists_and_what_clients_hand_in_go_together(
    stage: Stage, tmp_path: Path, lists: Path
) -> None:
    async with showing(stage, tmp_path, persisted_lists=[str(lists / "codegen.json")]) as gateway:
        assert (await by_post(gateway, by_id("c0ffee")))["plans"]
        text = new_text()
        assert (await by_post(gateway, by_hash(text, query=text)))["plans"]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('{"a": "{ nothing }"}', "a does not run here: Cannot query field 'nothing'"),
        ('{"a": "{ plans { code }"}', "a does not run here: Syntax Error"),
        ('{"a": "{ plans { code } }", "b": 1}', "neither"),
        ("[]", "neither"),
        ("{", "neither"),
        (json.dumps({**APOLLO, "version": 2, "operations": []}), "neither"),
    ],
)
def test_lists_that_cannot_be_used_are_said_at_start(
    tmp_path: Path, written: str, says: str
) -> None:
    file = tmp_path / "list.json"
    file.write_text(written)
    with pytest.raises(SettingsError, match="PERSISTED_LISTS") as refused:
        built(tmp_path, file)
    assert str(file) in str(refused.value)
    assert says in str(refused.value)


def test_all_that_is_wrong_with_lists_is_said_at_once(tmp_path: Path, lists: Path) -> None:
    (lists / "other.json").write_text('{"c0ffee": "{ __typename }", "d": "{ nothing }"}')
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(SettingsError) as refused:
        built(tmp_path, lists, empty, tmp_path / "missing.json")
    lines = str(refused.value).splitlines()
    assert [one.partition("PERSISTED_LISTS: ")[2].partition(": ")[2] for one in lines] == [
        "c0ffee has another text in another list",
        "d does not run here: Cannot query field 'nothing' on type 'Query'.",
        "the folder has no .json file",
        "No such file or directory",
    ]


def test_lists_alone_need_a_list_where_the_pages_bring_none() -> None:
    with pytest.raises(ValidationError, match="name the files"):
        Settings(persisted_operations="only", pages=False)


def built(folder: Path, *lists: Path) -> None:
    settings = Settings(var_dir=folder, persisted_lists=list(map(str, lists)))
    FakeSystem(settings, MovableClock(folder / "clock")).app()
