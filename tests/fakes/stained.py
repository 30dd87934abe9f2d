"""The three contracts in memory, with their own tables of rights, and with whose it is written into
every text that they answer: what came to the wrong person is seen in the answer itself.

Lists and fields that the other fakes leave empty are filled in by their types, so that every field
of the graph has something to give away.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from infra.kernel.errors import NotFound, to_record
from infra.kernel.events import Actor
from services.appeals.contract.evidence import EvidenceFile, EvidenceFiles, GetEvidence
from services.appeals.contract.permissions import MAY as APPEALS
from services.membership.contract.accounts.permissions import MAY as ACCOUNTS
from services.membership.contract.partner_queries import GetSharedStatus
from services.membership.contract.periods import Period
from services.membership.contract.permissions import MAY as MEMBERSHIP
from services.membership.contract.queries import GetHistory, PreviewRemedy
from services.membership.contract.views import Failed, HistoryPage, RemedyPreview
from services.notify.contract.permissions import MAY as NOTIFY
from services.shared.callers import ActorKind, Caller
from services.shared.permissions import Table, require
from tests.fakes.services import (
    START,
    FakeAccounts,
    FakeApis,
    FakeAppeals,
    FakeMembership,
    FakeNotify,
    FakeService,
)

OF_STAFF = "staff"
"""Whose it is where a query names nobody: what is about all is for staff, or named in `PUBLIC`."""
OF_ALL = "all"
OTHER = "m-1"
"""Whose everything is that the fakes have."""
PUBLIC = {"GetPlans", "GetPublicLines", "GetClauseDifferences"}
"""Queries whose answers are for everybody."""
PUBLIC_FIELDS = {("PartnerView", "name")}
_NAMES = re.compile(
    r"(^|_)(id|ids|number|cursors?|place|codes?|hash|sha256|version|type|kind|days?)$"
)
_SPOKEN = {
    "language",
    "time_zone",
    "begins",
    "ends",
    "currency",
    "zone",
    "discount",
    "value",
    "passkey_options",
}
"""What the gateway reads, or asks about further: left as it is."""
_COLLEAGUE = Actor(kind=ActorKind.STAFF, id="s-2", name="Ms Wu")
_WITH_RULES: dict[Any, Any] = {
    **{str: "x", int: 1, float: 1.0, bool: True, datetime: START, date: START.date()},
    **{Period: Period(days=30), Actor: _COLLEAGUE},
}
_DEEPEST = 6
_MARK = re.compile(r"zq\[([^\]]*)\]")


def owners_in(answer: str) -> set[str]:
    """Whose texts an answer holds."""
    return set(_MARK.findall(answer))


def stained(view: Any, owner: str, name: str = "", depth: int = 0) -> Any:
    """With `owner` in every text. Of who is asked for by name everything is theirs; in a list
    of staff, rows that name a member are that member's."""
    if isinstance(view, Enum) or view is None:
        return view
    if isinstance(view, str):
        return view if _NAMES.search(name) or name in _SPOKEN else f"{view}zq[{owner}]"
    if isinstance(view, tuple | list):
        return type(view)(stained(one, owner, name, depth) for one in view)
    if not isinstance(view, msgspec.Struct):
        return view
    if isinstance(view, Actor) and view.kind == ActorKind.STAFF:
        owner = OF_STAFF  # who they are is for their colleagues
    if "member_id" in view.__struct_fields__:
        if owner in (OF_STAFF, OF_ALL):
            owner = str(getattr(view, "member_id", "") or owner)
        else:
            view = msgspec.structs.replace(view, **{"member_id": owner})
    if "account_id" in view.__struct_fields__ and owner not in (OF_STAFF, OF_ALL):
        view = msgspec.structs.replace(view, **{"account_id": owner})
    return msgspec.structs.replace(view, **dict(_fields(view, owner, depth)))


def _fields(view: msgspec.Struct, owner: str, depth: int) -> Iterator[tuple[str, Any]]:
    hints, kind = _hints(type(view)), type(view).__name__
    for name in view.__struct_fields__:
        value = getattr(view, name)
        if value in (None, "", ()) and depth < _DEEPEST and name not in _SPOKEN:
            value = example(hints[name], depth)
        whose = OF_ALL if (kind, name) in PUBLIC_FIELDS else owner
        yield name, stained(value, whose, name, depth + 1)


def example(kind: Any, depth: int = 0) -> Any:
    """Something of a type; nothing where it lies too deep."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return example(next(one for one in inner if one is not type(None)), depth)
    if origin is tuple:
        return _tuple(inner, depth)
    if kind in _WITH_RULES or not isinstance(kind, type):
        return _WITH_RULES.get(kind, {})
    if issubclass(kind, msgspec.Struct):
        hints = _hints(kind)
        fields = {name: example(hints[name], depth + 1) for name in kind.__struct_fields__}
        return kind(**fields | ({"member_id": OTHER} if "member_id" in fields else {}))
    return next(iter(kind)) if issubclass(kind, Enum) else {}


def _tuple(inner: tuple[Any, ...], depth: int) -> tuple[Any, ...]:
    if inner[-1] is not Ellipsis:
        return tuple(example(one, depth) for one in inner)
    return (example(inner[0], depth),) if depth < _DEEPEST else ()


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


_AS_IS = {
    "backlog", "feed", "feed_of", "pulse", "signing_keys", "shared", "shared_with", "keep_reads",
    "give_up_uploads", "file",
}  # fmt: skip
_FILE = example(EvidenceFile)


class StainedMembership(FakeMembership):
    """Every membership has a history."""

    def answer(self, query: Any) -> Any:
        if isinstance(query, GetHistory):
            return HistoryPage(versions=(1,), lines=("{}",), total=1, has_more=False)
        if isinstance(query, PreviewRemedy):
            return example(RemedyPreview)
        if isinstance(query, GetSharedStatus) and query.partner_id != "acme":
            return Failed(error=to_record(NotFound("Nobody who agreed to that.")))
        return super().answer(query)


class StainedAppeals(FakeAppeals):
    """Every case has a file."""

    async def evidence(self, asked: list[GetEvidence]) -> list[EvidenceFiles]:
        named = ({"number": one.number, "member_id": one.member_id} for one in asked)
        return [EvidenceFiles(files=(msgspec.structs.replace(_FILE, **names),)) for names in named]

    async def file(self, file_id: str, by: Caller) -> EvidenceFile:
        return _FILE


class Stained:
    """A fake service that asks its table and stains what it answers. All appeals are m-1's."""

    def __init__(self, fake: FakeService, table: Table) -> None:
        self._fake, self._table = fake, table

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._fake, name)
        if name in _AS_IS or not callable(real):
            return real

        async def answered(asked: Any, *by: Caller) -> Any:
            if by:
                self._require(asked, *by)
                return stained(await real(asked, *by), _of_outcome(*by))
            views = await real(asked)
            return [stained(v, _of_query(q)) for q, v in zip(asked, views, strict=True)]

        return answered

    def _require(self, command: Any, by: Caller) -> None:
        require(self._table, command, by)
        if by.actor.kind == ActorKind.MEMBER and getattr(command, "number", None) is not None:
            raise NotFound("No such appeal.")


class StainedApis(FakeApis):
    def __init__(self) -> None:
        self.fakes = StainedMembership(), FakeAccounts(), StainedAppeals(), FakeNotify()
        tables = (MEMBERSHIP, ACCOUNTS, APPEALS, NOTIFY)
        made: Any = [Stained(one, table) for one, table in zip(self.fakes, tables, strict=True)]
        self.membership, self.accounts, self.appeals, self.notify = made

    def all(self) -> list[FakeService]:
        return list(self.fakes)


def _of_query(query: Any) -> str:
    if type(query).__name__ in PUBLIC:
        return OF_ALL
    names = (getattr(query, name, "") for name in ("member_id", "partner_id", "account_id"))
    return next((str(name) for name in names if name), OF_STAFF)


def _of_outcome(by: Caller) -> str:
    if by.actor.kind == ActorKind.ANONYMOUS:
        return OF_ALL  # who signs in is told of the own account
    return by.actor.id if by.actor.kind in (ActorKind.MEMBER, ActorKind.PARTNER) else OF_STAFF
