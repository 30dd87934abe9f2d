"""Each role, each field of the schema, and a thing of somebody else's: whatever is not for who asks
is refused before anything is read, and nothing of it comes by another way.

The questions are made from the schema; whose a text is stands in the text, so a leak is seen in the
answer, whatever way it took. What only the real services can give away is asked in
tests/flows/test_never_seen.py.
"""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from graphql import GraphQLField, GraphQLNamedType, get_named_type, is_non_null_type

from gateway.identity.viewer import Role
from gateway.request.context import Context
from gateway.schema.appeals import queries
from gateway.schema.appeals.appeal import Appeal
from gateway.schema.basics.nodes import global_id
from gateway.schema.permissions import Allow
from infra.process.movable_clock import MovableClock
from services.appeals.contract.queries import GetAppeal
from services.appeals.contract.views import AppealView
from services.settings import Settings
from services.shared.callers import THE_SHOP, StaffKind
from tests.fakes.services import FakeNotify
from tests.fakes.stained import OF_ALL, OF_STAFF, OTHER, StainedApis, owners_in
from tests.flows.walking import (
    GRAPH,
    PAYLOAD_DEPTH,
    SPOTS_A_CHANGE,
    Given,
    Question,
    Selecting,
    allows,
    questions,
    values_in,
    words_of_arguments,
)
from tests.gateway.conftest import FakeSystem, Gateway, Stage
from tests.gateway.mutations import MUTATIONS

APPEAL = "AP-20261121-0001"
STAFF = [f"staff:{kind.value}" for kind in StaffKind]
VIEWERS = ["anonymous", "member", "partner", "host", *STAFF]
OWN = {
    "anonymous": {OF_ALL},
    "member": {OF_ALL, "m-2"},
    "partner": {OF_ALL, "other"},
    "host": {OF_ALL, OF_STAFF, OTHER, "m-2", THE_SHOP},
}
IDS = {"member": "m-2", "partner": "other", "host": "shop"}
KNOWN: Given = {
    "id": [global_id("Member", OTHER), global_id("Appeal", APPEAL), OTHER, "IN-1", "c-1"],
    "number": [APPEAL],
    "memberId": [OTHER],
    "memberIds": [OTHER],
    "eventId": ["c-1"],
    "partnerId": ["acme"],
    "first": ["2"],
}
GIVEN: Given = {**{name: ["x-1"] for name in words_of_arguments()}, **KNOWN}
DENIALS = {"FORBIDDEN", "UNAUTHENTICATED"}
CONTACTS = (FakeNotify.profile.phone, FakeNotify.profile.email, FakeNotify.profile.unverified_email)
DEEPEST = 14
_CODE = re.compile(r'"code": ?"([A-Z_]+)"')
_TOO_MUCH = {"TOO_COSTLY", "TOO_DEEP", "TOO_MANY_TOKENS", "TOO_MANY_FIELDS"}
_APART = "return conflicting types"
"""Of members of a union: they are asked for one after the other."""
_NEVER_RAN = re.compile(r'"code": ?"(DOCUMENT_|GRAPHQL_|INVALID_VARIABLES|INTERNAL)')


class Curious:
    """Asks everything that there is, and says what came that should not have come."""

    def __init__(self, gateway: Gateway, viewer: str) -> None:
        self._gateway, self.viewer = gateway, viewer
        self._role, _, self._kind = viewer.partition(":")
        self.who = StaffKind(self._kind) if self._kind else Role(self._role)
        self._selecting = Selecting(GIVEN, set())

    async def leaks(self, only: Collection[str] = ()) -> list[tuple[str, str]]:
        """Each with its question. `only`: of these root fields."""
        found = []
        for kind in ("query", "mutation"):
            wanted = {n: a for n, a in allows(kind).items() if not only or n in only}
            for name, allow in wanted.items():
                if self._walks(name, allow):
                    found += [one async for one in self._of_field(kind, name)]
            shut = [name for name, allow in wanted.items() if self.who not in allow.who]
            found += [one async for one in self._of_shut(kind, shut)]
        return found if only else found + [one async for one in self._of_streams()]

    def _walks(self, name: str, allow: Allow) -> bool:
        """What is open to several kinds of staff shows them the same, but for what administrators
        see of a member."""
        kinds = [kind for kind in StaffKind if kind in allow.who]
        if self.who in kinds and name != "member":
            return self.who is kinds[0]
        return self.who in allow.who

    async def _of_field(self, kind: str, name: str) -> AsyncIterator[tuple[str, str]]:
        left = list(self._questions(kind, name))
        while left:
            question = left.pop()
            self._forget()
            given = {"input": MUTATIONS[name][1]} if kind == "mutation" else {}
            answer = await self._said(question.document, given)
            if set(_CODE.findall(answer)) & _TOO_MUCH or _APART in answer:
                left += question.halves
                continue
            wrong = "never ran" if _NEVER_RAN.search(answer) else self._wrong(answer)
            if wrong:
                yield question.document, f"{wrong}: {answer}"

    async def _of_shut(self, kind: str, names: Sequence[str]) -> AsyncIterator[tuple[str, str]]:
        """Fields that are not for them, several at once: each is refused, and nobody is asked."""
        for some in _together(kind, names):
            document, given = _asked_together(kind, some)
            self._forget()
            answer = await self._said(document, given)
            told = json.loads(answer)
            refused = {one["path"][0] for one in told.get("errors", ()) if _code(one) in DENIALS}
            data = told["data"] or {}
            typed = {name for name, one in data.items() if one and one.get("code") in DENIALS}
            if set(some) - refused - typed or owners_in(answer) or self._asked():
                yield document, f"let in: {answer}, {self._asked()}"

    def _questions(self, kind: str, name: str) -> Iterator[Question]:
        field = _field(kind, name)
        if kind == "query":
            yield from questions(kind, name, field, self._selecting, DEEPEST)
            return
        spots = _all_of(get_named_type(field.type))
        for start in range(0, len(spots), SPOTS_A_CHANGE):
            yield Question(_change(name), spots[start : start + SPOTS_A_CHANGE])

    async def _of_streams(self) -> AsyncIterator[tuple[str, str]]:
        """Who may follow somebody follows the other one; staff and the shop may."""
        for name, allow in allows("subscription").items():
            open_to = self.who in allow.who
            about = {
                "membershipChanged": f'(memberId: "{OTHER}")',
                "appealProgressed": f'(number: "{APPEAL}")',
            }
            if open_to and (self.who is not Role.MEMBER or name not in about):
                continue
            document = f"subscription {{ {name}{about.get(name, '')} {{ __typename }} }}"
            self._forget()
            answer = await self._said(document, {}, accept="text/event-stream")
            if not set(_CODE.findall(answer)) & {*DENIALS, "NOT_FOUND"} or owners_in(answer):
                yield document, answer

    def _asked(self) -> list[str]:
        """What services were asked, but for whether a partner is cut off."""
        every = self._gateway.apis.all()
        asked = [str(one) for service in every for one in (*service.reads, *service.executed)]
        return [one for one in asked if "GetPartner" not in one]

    def _wrong(self, answer: str) -> str:
        """What an answer shows of others; or shows to staff without its being kept."""
        owners = owners_in(answer)
        if isinstance(self.who, Role):
            others = owners - OWN[self._role]
            return f"of {others}" if others else ""
        clear = [one for one in CONTACTS if one in answer and "revealContact" not in answer]
        kept = {id for _, read in self._gateway.apis.membership.kept for id in read.members}
        unkept = {one for one in owners if one.startswith("m-")} - kept
        return f"{clear} in clear, {unkept} not kept" if clear or unkept else ""

    def _forget(self) -> None:
        self._gateway.apis.membership.kept.clear()
        for service in self._gateway.apis.all():
            service.reads.clear()
            service.executed.clear()

    async def _said(
        self, document: str, given: dict[str, Any], accept: str = "application/json"
    ) -> str:
        role = None if self._role == "anonymous" else self._role
        claims = {"staff_kind": self._kind, "second_factor": True} if self._kind else {}
        headers = self._gateway.headers(role, IDS.get(self._role, "s-9"), **claims)
        async with self._gateway.session.post(
            f"{self._gateway.url}/graphql",
            json={"query": document, "variables": given},
            headers={**headers, "accept": accept, "accept-language": "en"},
        ) as response:
            return await response.text()


def _field(kind: str, name: str) -> GraphQLField:
    graph: Any = getattr(GRAPH, f"{kind}_type")
    return graph.fields[name]  # type: ignore[no-any-return]  # a field


def _change(name: str) -> str:
    kind = _field("mutation", name).args["input"].type
    return f"mutation($input: {kind}) {{ {name}(input: $input)"


@cache
def _all_of(kind: GraphQLNamedType) -> tuple[tuple[tuple[str, ...], list[str]], ...]:
    return tuple(Selecting(GIVEN).all_of(kind, PAYLOAD_DEPTH).spots())


def _together(kind: str, names: Sequence[str]) -> Iterator[Sequence[str]]:
    """What may stand in one document: where one of them must not be null, it takes the others'
    answers along."""
    alone = [n for n in names if kind == "query" and is_non_null_type(_field(kind, n).type)]
    yield from ([name] for name in alone)
    others = [name for name in names if name not in alone]
    yield from (others[start : start + 12] for start in range(0, len(others), 12))


def _asked_together(kind: str, names: Sequence[str]) -> tuple[str, dict[str, Any]]:
    if kind == "query":
        each = [next(questions(kind, n, _field(kind, n), Selecting(GIVEN), 1)) for n in names]
        parts = [one.document.removeprefix("query {").removesuffix("}") for one in each]
        return f"query {{ {' '.join(parts)} }}", {}
    taken = [f"${name}: {_field(kind, name).args['input'].type}" for name in names]
    parts = [f"{name}(input: ${name}) {{ ... on Problem {{ code }} }}" for name in names]
    document = f"mutation({', '.join(taken)}) {{ {' '.join(parts)} }}"
    return document, {name: MUTATIONS[name][1] for name in names}


def _code(error: dict[str, Any]) -> str:
    return str(error["extensions"]["code"])


@pytest.fixture
async def stained(settings: Settings, stage: Stage, tmp_path: Path) -> AsyncIterator[Gateway]:
    system = FakeSystem(settings, MovableClock(tmp_path / "clock"), StainedApis())
    app = system.app()
    async with stage.showing(app) as url, aiohttp.ClientSession() as session:
        yield Gateway(url, system.apis, settings, session)


@pytest.mark.parametrize("viewer", VIEWERS)
async def test_nothing_leaks(stained: Gateway, viewer: str) -> None:
    assert await Curious(stained, viewer).leaks() == []


async def anybodys_appeal(context: Context, number: str) -> Appeal | None:
    view = await context.readers.appeals.find(GetAppeal(number=number), AppealView)
    return Appeal.of(view) if view else None


async def not_kept(self: Allow, info: Any, answer: Awaitable[Any], given: Any) -> Any:
    return await answer


PLANTED: dict[str, tuple[Any, str, Any, str]] = {
    "a node of another": (Context, "may_see", lambda self, member_id: True, "member"),
    "an appeal of another": (queries, "find_appeal", anybodys_appeal, "member"),
    "a field that asks for no role": (Allow, "check", lambda self, context: None, "anonymous"),
    "a read by staff that is not kept": (Allow, "_kept", not_kept, "staff:read_only"),
}


@pytest.mark.parametrize("planted", PLANTED)
async def test_a_leak_is_caught(
    stained: Gateway, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    place, name, leaky, viewer = PLANTED[planted]
    monkeypatch.setattr(place, name, leaky)
    roots = ["node", "appeal", "member"]
    assert await Curious(stained, viewer).leaks(only=roots)


async def test_a_cursor_is_for_whom_it_was_given(stained: Gateway) -> None:
    connections = [
        name for name, one in GRAPH.type_map["Member"].fields.items() if "after" in one.args
    ]
    given: set[str] = set()
    for name in connections:
        asked = f"{{ me {{ {name}(first: 1) {{ pageInfo {{ endCursor }} }} }} }}"
        answer = await stained.post(asked, "member", id=OTHER)
        given |= set(values_in(answer, "endCursor"))
    assert given
    for name in connections:
        for cursor in given:
            asked = f"{{ me {{ {name}(after: {json.dumps(cursor)}) {{ totalCount }} }} }}"
            assert await stained.code(asked, "member", id="m-2") == "INVALID_INPUT", name
