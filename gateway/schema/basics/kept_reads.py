"""What of members was shown to staff: worked out from the question and from the answer."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLResolveInfo,
    SelectionNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

from gateway.identity.viewer import Role
from services.membership.contract.staff_reads import StaffRead

_MOST_FIELDS = 100
_MOST_SELECTIONS = 2_000
"""Looked at: fragments that spread fragments may name far more than that."""
_SEARCHES = frozenset({"findMembers"})
_REASONED = frozenset({"revealContact"})
"""What is shown only for a reason, which is kept with it."""


def read_of(info: strawberry.Info[Any, Any], found: object, given: dict[str, Any]) -> StaffRead:
    """Of one root field. `given`: its arguments."""
    members = dict.fromkeys([*_named(given), *members_in(found)])
    return StaffRead(
        field=info.field_name,
        fields=fields_of(info._raw_info),
        members=tuple(members),
        search=info.field_name in _SEARCHES,
        reason=given["input"].reason.strip() if info.field_name in _REASONED else "",
    )


async def keep_beside(info: strawberry.Info[Any, Any], found: object) -> None:
    """What is fetched below a root field, of other members than those of its own answer.

    Raises:
        AppError: it cannot be kept.
    """
    context, members = info.context, tuple(dict.fromkeys(members_in(found)))
    if context.viewer.role is Role.STAFF and members:
        asked = info._raw_info.path.as_list()
        read = StaffRead(field=str(asked[0]), fields=fields_of(info._raw_info), members=members)
        await context.apis.membership.keep_reads([read], context.caller())


def members_in(found: object) -> Iterator[str]:
    """Whose answers these are: every `member_id` in them."""
    if isinstance(found, list | tuple):
        for one in found:
            yield from members_in(one)
    elif dataclasses.is_dataclass(found) and not isinstance(found, type):
        for field in dataclasses.fields(found):
            value = getattr(found, field.name) if field.init else None
            if field.name == "member_id":
                yield from [str(value)] if value else []
            else:
                yield from members_in(value)


def fields_of(info: GraphQLResolveInfo[Any]) -> tuple[str, ...]:
    """What was asked of the field, as dotted paths, at most so many."""
    return _paths(info.field_nodes, info.fragments)


def followed(document: DocumentNode, field: FieldNode, variables: Mapping[str, Any]) -> StaffRead:
    """Of a subscription: to one member, or to all where it names nobody."""
    named = [one.value for one in field.arguments or () if one.name.value == "memberId"]
    member = "".join(_said(value, variables) for value in named)
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    paths = _paths([field], fragments)
    return StaffRead(field=field.name.value, fields=paths, members=(member,) if member else ())


def _said(value: ValueNode, variables: Mapping[str, Any]) -> str:
    if isinstance(value, VariableNode):
        return str(variables.get(value.name.value) or "")
    return value.value if isinstance(value, StringValueNode) else ""


def _paths(
    fields: Iterable[FieldNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    walk = _Walk(fragments)
    for node in fields:
        walk.into(node.selection_set.selections if node.selection_set else (), "")
    return tuple(dict.fromkeys(walk.paths))[:_MOST_FIELDS]


def _named(given: dict[str, Any]) -> list[str]:
    one = given.get("member_id") or getattr(given.get("input"), "member_id", None)
    return [str(one)] if one else []


class _Walk:
    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.paths: list[str] = []
        self._fragments = fragments
        self._left = _MOST_SELECTIONS

    def into(self, selections: Sequence[SelectionNode], under: str) -> None:
        for node in selections:
            self._left -= 1
            if self._left < 0:
                return
            self._take(node, under)

    def _take(self, node: SelectionNode, under: str) -> None:
        if isinstance(node, FragmentSpreadNode):
            self.into(self._fragments[node.name.value].selection_set.selections, under)
            return
        inside = getattr(node, "selection_set", None)
        path = under
        if isinstance(node, FieldNode):
            path = f"{under}.{node.name.value}" if under else node.name.value
        if inside:
            self.into(inside.selections, path)
        elif not path.endswith("__typename"):
            self.paths.append(path)
