"""Who may do what, as a page: read off the two tables that are asked, never written by hand."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import strawberry

from gateway.identity.viewer import Role
from gateway.schema.guarded_fields import guarded_fields
from gateway.schema.permissions import ANY_STAFF, Allow, Who
from services.appeals.contract.permissions import MAY as APPEALS
from services.membership.contract.accounts.permissions import MAY as ACCOUNTS
from services.membership.contract.permissions import MAY as MEMBERSHIP
from services.notify.contract.permissions import MAY as NOTIFY
from services.shared.callers import ActorKind, KeyScope, StaffKind
from services.shared.permissions import May, Table

_INTRODUCTION = """\
# Who may do what

Written by `python -m gateway.schema --write` from the two tables that are asked for each request:
the gateway's (`gateway/schema/permissions.py`), by root field, and the services' own
(`services/*/contract/permissions.py`), by command. A service asks again whatever the gateway let
through, so a mistake in one of them gives nobody more. What is in no table is for nobody.

**yes**: may. **factor**: with a second factor at sign-in. A word in capitals: with a key of this
scope. Empty: refused, before anything is read.

A member sees and changes what is the member's own, a partner its own and what members share with
it; a thing of somebody else's is answered as one that does not exist. `read_only` is staff who see
what staff see and change nothing. What staff are shown of members is kept (`staffReads`), and how a
member is reached is masked until it is asked for with a reason (`revealContact`).
"""
_SUBGRAPH = """\
## Subgraph

At `/subgraph` only, which nobody but the router of a [supergraph](federation.md) reaches, by its
key. The key itself shows nothing: who may do what there follows from the token that the router
forwards, for these fields as for all the others.
"""
_SINGLE_FIELDS = """\
## Single fields

Who sees a thing sees its fields, but for these: to all others they are null or empty, or are told
as it is said here. A service leaves out what it is not asked for by staff, and the gateway asks for
who it is; that nothing of them comes by another way is tried field by field and role by role.

| field | who sees it |
| --- | --- |
"""
_GRAPH: tuple[Who, ...] = (
    Role.ANONYMOUS, Role.MEMBER, Role.PARTNER, Role.HOST, *ANY_STAFF,
)  # fmt: skip
_COMMANDS = (
    ActorKind.ANONYMOUS, ActorKind.MEMBER, ActorKind.PARTNER, ActorKind.HOST, *ANY_STAFF,
)  # fmt: skip
_TABLES: tuple[tuple[str, Table], ...] = (
    ("membership", MEMBERSHIP), ("accounts", ACCOUNTS), ("appeals", APPEALS), ("notify", NOTIFY),
)  # fmt: skip


def rights_page(schema: strawberry.Schema, subgraph: strawberry.Schema) -> str:
    parts, public = [_INTRODUCTION], set[str]()
    for root in filter(None, (schema.query, schema.mutation, schema.subscription)):
        fields = list(_fields(schema, root))
        public.update(name for name, _ in fields)
        parts += [f"## {root.__name__}\n", _rows("field", _GRAPH, fields)]
    own = (row for row in _fields(subgraph, subgraph.query) if row[0] not in public)
    parts += [_SUBGRAPH, _rows("field", _GRAPH, own)]
    rows = (f"| `{field}` | {said} |\n" for field, said in guarded_fields(schema))
    parts.append(_SINGLE_FIELDS + "".join(rows))
    parts.append("## Commands of the services\n")
    for service, table in _TABLES:
        parts += [f"### {service}\n", _rows("command", _COMMANDS, _commands(table))]
    return "\n".join(parts)


_Row = tuple[str, list[str]]


def _rows(named: str, columns: Sequence[str], rows: Iterable[_Row]) -> str:
    lines = [[named, *columns], ["---"] * (len(columns) + 1)]
    lines += [[f"`{name}`", *cells] for name, cells in sorted(rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _fields(schema: strawberry.Schema, root: Any) -> Iterator[_Row]:
    named = schema.config.name_converter.get_graphql_name
    for field in root.__strawberry_definition__.fields:
        for allow in field.extensions:
            if isinstance(allow, Allow):
                yield named(field), [_of_field(allow, who) for who in _GRAPH]


def _of_field(allow: Allow, who: Who) -> str:
    if who not in allow.who:
        return ""
    return _said(allow.scope if who is Role.PARTNER else None, allow.confirmed and who in ANY_STAFF)


def _commands(table: Table) -> Iterator[_Row]:
    for command, may in table.items():
        yield command.__name__, [_of_command(may, who) for who in _COMMANDS]


def _of_command(may: May, who: str) -> str:
    if isinstance(who, StaffKind):
        return _said(None, may.confirmed) if may.admits(who) else ""
    return _said(may.scope if who == ActorKind.PARTNER else None, False) if who in may.roles else ""


def _said(scope: KeyScope | None, confirmed: bool) -> str:
    return scope.value if scope else "factor" if confirmed else "yes"
