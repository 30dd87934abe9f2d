"""Files through a real gateway, into the real service on the real database."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from multidict import CIMultiDictProxy

from gateway.files.links import GOOD_FOR
from infra.kernel.events import verify_chain
from infra.process.movable_clock import MovableClock
from infra.rpc import clients
from infra.rpc.methods import served
from infra.rpc.over_http import routes
from infra.sealing.data_key import is_sealed
from infra.storage.mongo import Database, database
from infra.storage.unit_of_work import event_of
from infra.storage.writer import EVENTS
from services.appeals.contract.api import AppealsApi
from services.appeals.contract.evidence import (
    LARGEST_FILE,
    MOST_A_CASE,
    PIECE,
    AddEvidence,
    NewUpload,
    Piece,
)
from services.appeals.evidence.erasing import erase_member_files
from services.appeals.evidence.file_store import FILES, PIECES, UPLOADS
from services.settings import Settings
from tests.contract.appeals_system import AppealsSystem, appeals_system
from tests.contract.serving import serving
from tests.fakes import files
from tests.fakes.services import FakeApis
from tests.gateway.conftest import FakeSystem, Gateway, Stage
from tests.unit.appeals.people import ANNA as STAFF
from tests.unit.appeals.people import MEMBER, by, decision
from tests.waiting import eventually

ADD = """mutation($input: AddEvidenceInput!) { addEvidence(input: $input) {
  __typename
  ... on AppealSuccess { repeated appeal { number state files { name sha256 messageId } } }
  ... on Problem { code message field }
} }"""
SHOW = """query($number: String!) { appeal(number: $number) { messages { id text } files {
  id name mediaType size sha256 at messageId by { kind id } link { path expiresAt } } } }"""
PREFLIGHT = {"graphql-require-preflight": "1"}
PNG, JPEG, PDF = files.picture("PNG"), files.picture("JPEG", 900, 700), files.pdf()
Given = tuple[str, bytes]


@dataclass
class House:
    """A gateway over appeals as they are, and a membership that is a fake."""

    gateway: Gateway
    appeals: AppealsSystem
    db: Database
    number: str

    async def add(self, *given: Given, id: str = MEMBER.id, **more: Any) -> dict[str, Any]:
        """The result of the mutation."""
        status, answer = await self.send(form(self.number, given, **more), "member", id)
        assert status == 200, answer
        return cast(dict[str, Any], answer["data"]["addEvidence"])

    async def send(
        self, body: object, role: str | None = "member", id: str = MEMBER.id, **headers: str
    ) -> tuple[int, Any]:
        own = {"accept-language": "en", **PREFLIGHT, **self.gateway.headers(role, id), **headers}
        async with self.gateway.session.post(
            f"{self.gateway.url}/graphql", data=body, headers={k: v for k, v in own.items() if v}
        ) as response:
            return response.status, await response.json(content_type=None)

    async def shown(self, role: str = "member", id: str = MEMBER.id) -> dict[str, Any]:
        answer = await self.gateway.post(SHOW, role, id=id, number=self.number)
        return cast(dict[str, Any], answer["data"]["appeal"])

    async def get(self, path: str) -> tuple[int, bytes, CIMultiDictProxy[str]]:
        async with self.gateway.session.get(f"{self.gateway.url}{path}") as response:
            return response.status, await response.read(), response.headers

    async def residue(self) -> dict[str, int]:
        """What is stored that belongs to no file of a case."""
        kept = {row["_id"] async for row in self.db[FILES].find({}, {"_id": 1})}
        chunks = [row["files_id"] async for row in self.db[PIECES].find({}, {"files_id": 1})]
        return {"files": len(kept), "loose chunks": sum(one not in kept for one in chunks)}


def form(
    number: str, given: Sequence[Given], *, text: str = "", key: str | None = None
) -> aiohttp.FormData:
    """As the multipart request specification has it."""
    input = {"number": number, "text": text, "files": [None] * len(given), "idempotencyKey": key}
    operations = {"query": ADD, "variables": {"input": input}}
    made = aiohttp.FormData(quote_fields=False)
    made.add_field("operations", json.dumps(operations))
    places = {str(n): [f"variables.input.files.{n}"] for n in range(len(given))}
    made.add_field("map", json.dumps(places))
    for place, (name, content) in enumerate(given):
        made.add_field(str(place), content, filename=name)
    return made


@contextlib.asynccontextmanager
async def elsewhere(api: AppealsApi) -> AsyncIterator[AppealsApi]:
    """The same, in a process of its own."""
    async with serving(routes(served("appeals", AppealsApi, api).values(), ["secret"])) as url:
        client: Any = clients.client(AppealsApi, "appeals", url, "secret")
        yield client
        await client.close()


@pytest.fixture
async def house(
    request: pytest.FixtureRequest,
    mongo_url: str,
    database_prefix: str,
    settings: Settings,
    stage: Stage,
) -> AsyncIterator[House]:
    """With the parameter `elsewhere`, the service is called as one is that lives elsewhere."""
    async with contextlib.AsyncExitStack() as stack:
        appeals = await stack.enter_async_context(appeals_system(mongo_url, database_prefix))
        api = appeals.api
        if getattr(request, "param", "here") == "elsewhere":
            api = await stack.enter_async_context(elsewhere(api))
        system = FakeSystem(settings, MovableClock(settings.var_dir / "clock"), FakeApis())
        system.apis.appeals = api  # type: ignore[assignment]  # the real one
        number = (await appeals.open()).number
        db = database(appeals.mongo, f"{database_prefix}_appeals")
        app = system.app()
        async with stage.showing(app) as url, aiohttp.ClientSession() as session:
            yield House(Gateway(url, system.apis, settings, session), appeals, db, number)


@pytest.mark.parametrize("house", ["here", "elsewhere"], indirect=True)
async def test_what_a_member_adds_comes_back_as_it_was_to_who_may_see_it(house: House) -> None:
    big = files.picture("PNG", 700, 500)
    assert len(big) > 3 * PIECE  # in several pieces
    await house.add(("收据 1.png", big), ("bill.pdf", PDF), text="What I paid.")
    for role, id in (("member", MEMBER.id), ("staff", "s-1")):
        case = await house.shown(role, id)
        first, second = case["files"]
        assert (first["name"], first["mediaType"], first["size"]) == (
            "收据 1.png", "image/png", len(big),
        )  # fmt: skip
        assert first["sha256"] == hashlib.sha256(big).hexdigest()
        assert first["by"] == {"kind": "MEMBER", "id": MEMBER.id}
        assert {first["messageId"], second["messageId"]} == {case["messages"][-1]["id"]}
        assert case["messages"][-1]["text"] == "What I paid."
        status, content, headers = await house.get(first["link"]["path"])
        assert (status, content) == (200, big)
        assert headers["content-type"] == "image/png"
        assert headers["content-disposition"].startswith("attachment; ")
        assert "UTF-8''%E6%94%B6%E6%8D%AE%201.png" in headers["content-disposition"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "sandbox" in headers["content-security-policy"]
    pieces = await house.db["evidence.chunks"].find({"files_id": first["id"]}).to_list(None)
    assert len(pieces) > 1
    assert all(is_sealed(one["data"]) for one in pieces)
    reads = house.gateway.apis.membership.kept
    read = next(read for staff, read in reads if staff == "s-1" and read.field == "file")
    assert read.members == (MEMBER.id,)


async def test_the_same_file_twice_is_one_and_the_same_call_twice_adds_one_message(
    house: House,
) -> None:
    first = await house.add(("a.png", PNG), key="k-1", text="Look.")
    again = await house.add(("a.png", PNG), key="k-1", text="Look.")
    assert (first["repeated"], again["repeated"]) == (False, True)
    twice = await house.add(("b.png", PNG), ("c.png", PNG), ("d.jpg", JPEG))
    assert [one["name"] for one in twice["appeal"]["files"]] == ["a.png", "d.jpg"]
    other = await house.add(("a.jpg", JPEG), key="k-1")
    assert other["code"] == "CONFLICT"
    assert await house.residue() == {"files": 2, "loose chunks": 0}
    assert len((await house.appeals.view(house.number)).messages) == 3


async def test_the_same_file_sent_side_by_side_is_one_and_no_case_gets_too_many(
    house: House,
) -> None:
    sent = [house.add(("a.png", PNG), (f"{n}.txt", b"%d" % n)) for n in range(4)]
    assert all("appeal" in one for one in await asyncio.gather(*sent))
    assert await house.residue() == {"files": 5, "loose chunks": 0}
    for start in range(10, 50, 10):
        await house.add(*((f"{n}.txt", b"%d" % n) for n in range(start, start + 10)))
    last = [house.add(*((f"{n}.txt", f"{by}{n}".encode()) for n in range(4))) for by in "xy"]
    told = sorted(one.get("code", "") for one in await asyncio.gather(*last))
    assert told == ["", "NOT_ALLOWED"]
    assert await house.residue() == {"files": 49, "loose chunks": 0}


async def test_a_call_that_is_repeated_on_the_way_is_the_same_call(house: House) -> None:
    api, caller = house.appeals.api, by(MEMBER)
    for _ in range(2):
        await api.begin_upload(NewUpload(id="u-1", number=house.number, name="a.png"), caller)
        await api.add_piece(Piece(upload_id="u-1", place=0, data=PNG), caller)
    command = AddEvidence(number=house.number, uploads=("u-1",), text="Look.")
    told = [(await api.add_evidence(command, caller)).repeated for _ in range(3)]
    assert told == [False, True, True]
    assert await house.residue() == {"files": 1, "loose chunks": 0}
    assert [m.text for m in (await house.appeals.view(house.number)).messages][1:] == ["Look."]


LARGE = b"a" * (LARGEST_FILE + 1)
ATTACKS: dict[str, tuple[list[Given], str, str]] = {
    "wrong type": ([("a.png", JPEG)], "INVALID_INPUT", "kind JPEG, not what the name says"),
    "polyglot": ([("a.png", PNG + files.archive())], "INVALID_INPUT", "behind the end"),
    "10,000 px": ([("a.png", files.huge_png(10_000, 10_000))], "INVALID_INPUT", "10000 × 10000"),
    "zip bomb": ([("a.zip", files.archive(bytes(5_000_000)))], "INVALID_INPUT", "are not taken"),
    "pdf bomb": (
        [("a.pdf", files.pdf(files.object_stream(b" " * 40_000_000)))],
        "INVALID_INPUT", "unpacks to far too much",
    ),
    "traversal": ([("../../etc/cron.d/a.png", PNG)], "INVALID_INPUT", "holds a path"),
    "too large": ([("a.txt", LARGE)], "INVALID_INPUT", "larger than 10 MiB"),
    "svg with script": ([("a.svg", b"<svg><script/></svg>")], "INVALID_INPUT", "are not taken"),
    "svg as png": ([("a.png", b"<svg><script/></svg>")], "INVALID_INPUT", "also a page"),
    "cut off": ([("a.jpg", JPEG[: len(JPEG) // 2])], "INVALID_INPUT", "ends before"),
    "eleven files": ([(f"{n}.png", PNG) for n in range(11)], "INVALID_INPUT", "At most 10 files"),
    "one bad of three": (
        [("a.png", PNG), ("b.png", PNG + b"more"), ("c.pdf", PDF)],
        "INVALID_INPUT", "“b.png”: There is something behind",
    ),
    "no file": ([("a.png", b"")], "INVALID_INPUT", "ends before"),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
async def test_an_attack_is_refused_in_words_and_leaves_nothing_behind(
    house: House, attack: str
) -> None:
    given, code, words = ATTACKS[attack]
    refused = await house.add(*given)
    assert refused["code"] == code
    assert words in refused["message"]
    assert refused["field"].startswith("files")
    assert await house.residue() == {"files": 0, "loose chunks": 0}
    assert (await house.shown())["files"] == []


async def test_a_strangers_case_is_none_and_one_that_is_over_or_full_takes_nothing(
    house: House,
) -> None:
    stranger = await house.add(("a.png", PNG), id="m-2")
    assert (stranger["code"], stranger["field"]) == ("NOT_FOUND", "number")
    for start in range(0, MOST_A_CASE, 10):
        uploads = [(f"{n}.txt", b"%d" % n) for n in range(start, start + 10)]
        assert "appeal" in await house.add(*uploads)
    full = await house.add(("51.txt", b"51"))
    assert full["code"] == "NOT_ALLOWED"
    assert "takes 50 files and holds 50" in full["message"]
    await house.appeals.api.execute(decision(house.number), by(STAFF))
    over = await house.add(("a.png", PNG))
    assert over["code"] == "NOT_ALLOWED"
    assert await house.residue() == {"files": MOST_A_CASE, "loose chunks": 0}


async def test_a_line_that_is_cut_leaves_nothing_behind(house: House) -> None:
    body = form(house.number, [("a.jpg", files.picture("JPEG", 2_000, 1_500, quality=98))])()
    whole = await body.as_bytes()
    host, port = house.gateway.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = {
        "host": f"{host}:{port}", "content-type": body.content_type,
        "content-length": str(len(whole)), **PREFLIGHT, **house.gateway.headers(),
    }  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    writer.write(f"POST /graphql HTTP/1.1\r\n{lines}\r\n".encode() + whole[: len(whole) * 2 // 3])
    await writer.drain()
    await eventually(lambda: house.db[PIECES].find_one({}))
    writer.close()

    async def gone() -> bool:
        given_up = await house.db[UPLOADS].find_one({"state": "GIVEN_UP"})
        return given_up is not None and await house.residue() == {"files": 0, "loose chunks": 0}

    await eventually(gone)


async def test_what_a_process_left_when_it_died_is_swept_and_a_kept_file_is_not(
    house: House,
) -> None:
    await house.add(("a.png", PNG))
    caller, api = by(MEMBER), house.appeals.api
    await api.begin_upload(NewUpload(id="u-1", number=house.number, name="b.png"), caller)
    await api.add_piece(Piece(upload_id="u-1", place=0, data=PNG), caller)
    assert await house.residue() == {"files": 1, "loose chunks": 1}
    sweep = next(one for one in house.appeals.component.loops if one.name == f"sweep {UPLOADS}")
    sweeping = asyncio.ensure_future(sweep.run(0))
    house.appeals.clock.advance(timedelta(hours=1))

    async def swept() -> bool:
        return await house.residue() == {"files": 1, "loose chunks": 0}

    await eventually(swept)
    late = AddEvidence(number=house.number, uploads=("u-1",))
    with pytest.raises(Exception, match="nothing of it was kept"):
        await api.add_evidence(late, caller)
    house.appeals.clock.advance(timedelta(minutes=10))

    async def forgotten() -> bool:
        return await house.db[UPLOADS].find_one({}) is None

    await eventually(forgotten)
    sweeping.cancel()
    [left] = (await house.shown())["files"]
    assert (await house.get(left["link"]["path"]))[1] == PNG


async def test_a_link_is_good_for_minutes_and_for_whom_it_was_given_to(
    house: House, tmp_path: Path
) -> None:
    await house.add(("a.png", PNG))
    [file] = (await house.shown())["files"]
    path = file["link"]["path"]
    for forged in (path[:-2] + "AA", path[:20], "/files/x", f"/files/{file['id']}"):
        assert (await house.get(forged))[0] == 404
    await house.db[FILES].update_one({}, {"$set": {"metadata.member_id": "m-2"}})
    assert (await house.get(path))[0] == 404  # the case is not theirs any more
    await house.db[FILES].update_one({}, {"$set": {"metadata.member_id": MEMBER.id}})
    assert (await house.get(path))[0] == 200
    MovableClock(tmp_path / "clock").advance(GOOD_FOR)
    status, content, _ = await house.get(path)
    assert status == 404
    assert b"This link is over" in content or "链接已失效" in content.decode()


async def test_what_is_for_specialists_is_opened_by_them_alone(house: House) -> None:
    await house.add(("a.png", PNG))

    async def link(kind: str) -> str | None:
        claims = {"staff_kind": kind}
        answer = await house.gateway.post(
            SHOW, "staff", id=f"{kind}-1", claims=claims, number=house.number
        )
        [file] = answer["data"]["appeal"]["files"]
        return cast(str | None, (file["link"] or {}).get("path"))

    before = await link("reviewer")
    assert before is not None
    assert (await house.get(before))[0] == 200
    place = {"$set": {"place": {"queue": "SECURITY"}}}
    await house.db["appeals"].update_one({"_id": house.number}, place)
    assert (await house.get(before))[0] == 404
    assert await link("reviewer") is None
    for kind in ("specialist", "admin"):
        path = await link(kind)
        assert path is not None
        assert (await house.get(path))[0] == 200


async def test_a_file_that_was_changed_in_the_store_is_not_handed_out_whole(house: House) -> None:
    await house.add(("a.png", PNG))
    [file] = (await house.shown())["files"]
    other = bytes([PNG[0] ^ 1]) + PNG[1:]
    await house.db[PIECES].update_one({}, {"$set": {"data": other}})
    with pytest.raises(aiohttp.ClientError):
        await house.get(file["link"]["path"])


async def test_an_erased_member_leaves_no_byte_and_no_name_but_a_history_that_verifies(
    house: House,
) -> None:
    await house.add(("my passport.png", PNG), ("b.pdf", PDF))
    [file, _] = (await house.shown())["files"]
    await house.appeals.api.begin_upload(
        NewUpload(id="u-1", number=house.number, name="c.png"), by(MEMBER)
    )
    await house.appeals.api.add_piece(Piece(upload_id="u-1", place=0, data=PNG), by(MEMBER))
    await erase_member_files(house.db, "m-2")
    assert (await house.residue())["files"] == 2
    await erase_member_files(house.db, MEMBER.id)
    for collection in (FILES, PIECES, UPLOADS):
        assert await house.db[collection].find_one({}) is None
    assert (await house.shown())["files"] == []
    assert (await house.get(file["link"]["path"]))[0] == 404
    rows = await house.db[EVENTS].find({}).sort("version", 1).to_list(None)
    history = [event_of(row) for row in rows]
    assert verify_chain(history) is None
    assert hashlib.sha256(PNG).hexdigest() in str(history)
    assert "passport" not in str(history)


async def test_a_form_of_a_stranger_s_page_and_who_is_not_signed_in_send_nothing(
    house: House,
) -> None:
    given = [("a.png", PNG)]
    plain = {"graphql-require-preflight": ""}
    status, answer = await house.send(form(house.number, given), **plain)
    assert (status, answer["errors"][0]["extensions"]["code"]) == (400, "PREFLIGHT_REQUIRED")
    status, answer = await house.send(form(house.number, given), None)
    assert (status, answer["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


def _fields(*fields: tuple[str, object]) -> aiohttp.FormData:
    made = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields:
        content, file = (value, "a.png") if isinstance(value, bytes) else (json.dumps(value), None)
        made.add_field(name, content, filename=file)
    return made


_OPERATIONS = {"query": ADD, "variables": {"input": {"number": "AP-1", "files": [None]}}}
MALFORMED = {
    "files first": _fields(("0", PNG), ("operations", _OPERATIONS)),
    "no map": _fields(("operations", _OPERATIONS)),
    "an empty map": _fields(("operations", _OPERATIONS), ("map", {})),
    "a place that is not there": _fields(
        ("operations", _OPERATIONS), ("map", {"0": ["variables.input.files.7"]}), ("0", PNG)
    ),
    "a place that is taken": _fields(
        ("operations", _OPERATIONS), ("map", {"0": ["variables.input.number"]}), ("0", PNG)
    ),
    "a place outside": _fields(("operations", _OPERATIONS), ("map", {"0": ["query"]}), ("0", PNG)),
    "two places": _fields(
        ("operations", _OPERATIONS), ("map", {"0": ["variables.input.files.0"] * 2}), ("0", PNG)
    ),
    "no boundary": b"",
}


@pytest.mark.parametrize("malformed", MALFORMED)
async def test_a_body_that_is_not_as_the_specification_has_it_is_refused(
    house: House, malformed: str
) -> None:
    body = MALFORMED[malformed]
    more = {} if isinstance(body, aiohttp.FormData) else {"content-type": "multipart/form-data"}
    status, answer = await house.send(body, **more)
    assert status == 400
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


async def test_files_that_do_not_come_or_come_in_another_order_are_refused(house: House) -> None:
    input = {"number": house.number, "files": [None, None]}
    operations = {"query": ADD, "variables": {"input": input}}
    places = {"a": ["variables.input.files.0"], "b": ["variables.input.files.1"]}
    for parts, words in ((["b", "a"], "in the order of the map"), (["a"], "broken off")):
        made = _fields(("operations", operations), ("map", places))
        for part in parts:
            made.add_field(part, PNG, filename=f"{part}.png")
        _, answer = await house.send(made)
        assert words in answer["data"]["addEvidence"]["message"]
    assert await house.residue() == {"files": 0, "loose chunks": 0}
