"""Entities: what a supergraph knows by a key, found by the representations that its router sends.

After the subgraph specification of Apollo Federation, "Resolve requests for entities"."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from gateway.request.context import Context
from gateway.schema.appeals.queries import find_appeal
from gateway.schema.basics.nodes import key_of
from gateway.schema.member.nodes import Find, find_member, find_membership
from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.sentences import Sentence, both, several

MOST: Final = 1_000
"""Representations of one call. A router sends those of a level together."""
_LONGEST_KEY: Final = 512
"""Characters."""
_GLOBAL: Final = "id"
_FIELD: Final = "representations"


class Entity(NamedTuple):
    """`keys`: fields, any of which names it: first the one that the operator's systems know."""

    keys: tuple[str, ...]
    find: Find


ENTITIES: Final[Mapping[str, Entity]] = MappingProxyType(
    {
        "Appeal": Entity(("number", _GLOBAL), find_appeal),
        "Member": Entity(("memberId", _GLOBAL), find_member),
        "Membership": Entity(("memberId",), find_membership),
    }
)


async def found(context: Context, representations: list[Any]) -> list[Any]:
    """Each in its place, or the error that says why it is not there and takes nothing else along.

    Raises:
        InvalidInput: they are too many.
    """
    if len(representations) > MOST:
        raise _invalid(
            both("一次最多 {most} 个实体。", "Send at most {most} of them at a time.", most=MOST)
        )
    each = (_found(context, one) for one in representations)
    return await asyncio.gather(*each, return_exceptions=True)


async def _found(context: Context, representation: object) -> Any:
    """
    Raises:
        InvalidInput: it names nothing of ours.
        NotFound: there is no such thing, or not for who asks.
        AppError: who knows does not answer.
    """
    if not isinstance(representation, dict):
        raise _invalid(
            both(
                "每个实体须是一个含 __typename 的对象。",
                "Send each as an object with its __typename.",
            )
        )
    named = str(representation.get("__typename"))
    entity = ENTITIES.get(named)
    if entity is None:
        raise _invalid(
            both(
                "__typename 须为 {known} 之一。",
                "Here are entities of these types: {known}.",
                known=several(ENTITIES),
            )
        )
    thing = await entity.find(context, _key(named, entity, representation))
    if thing is None:
        raise NotFound(
            both("没有这个对象，或您无权查看。", "There is no such thing, or not for you."),
            field=_FIELD,
        )
    return thing


def _key(named: str, entity: Entity, representation: dict[str, object]) -> str:
    """Some servers write an ID of digits as a number."""
    for name in entity.keys:
        given = representation.get(name)
        key = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
        if isinstance(key, str) and 0 < len(key) <= _LONGEST_KEY:
            return key_of(named, key, _FIELD) if name == _GLOBAL else key
    raise _invalid(
        both(
            "请给出 {kind} 的键：{keys}。",
            "Name each {kind} by a key of it: {keys}.",
            kind=named,
            keys=several(entity.keys),
        )
    )


def _invalid(sentence: Sentence) -> InvalidInput:
    return InvalidInput(sentence, field=_FIELD)
