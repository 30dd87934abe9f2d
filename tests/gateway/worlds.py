"""A schema with everything that the plans of operations know, over data in which anything may fail.

What a field comes to follows from the seed, the object and the field alone, so that two executors
find the same, in whatever order they ask."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from random import Random
from typing import Annotated, Any, NamedTuple

import strawberry
from starlette.requests import HTTPConnection
from strawberry.extensions import FieldExtension
from strawberry.schema.config import StrawberryConfig

from gateway.compiled.shows import Shows, from_view, itself
from gateway.documents.guarded import GuardedSchema
from gateway.identity.viewer import Viewer
from gateway.request.context import Context
from gateway.schema.basics.scalars import DATE_TIME
from infra.kernel.clock import FixedClock
from infra.kernel.errors import NotFound
from services.settings import Settings
from tests.fakes.services import FakeApis

FAULTS = ("null", "raises", "expected", "as a value", "too large", "of another kind")


@dataclass
class World:
    """`faulty`: one in so many values is wrong; 0: none. `faults`: the wrong values that were met.
    `asked`: of extensions. `changed`: by mutations, in order."""

    seed: int
    faulty: int = 0
    asked: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    faults: set[str] = field(default_factory=set)

    def chance(self, of: str, name: str) -> Random:
        return Random(f"{self.seed}:{of}:{name}")

    def value(self, of: str, name: str, good: Callable[[Random], Any]) -> Any:
        """What is found there, or something wrong. Raises where that fails."""
        chance = self.chance(of, name)
        if not self.faulty or chance.randrange(self.faulty):
            return good(chance)
        self.faults.add(f"{of}.{name}")
        match chance.choice(FAULTS):
            case "null":
                return None
            case "raises":
                raise ValueError(f"{of}.{name}")
            case "expected":
                raise NotFound(f"no {of}.{name}")
            case "as a value":
                return ValueError(f"{of}.{name}")
            case "too large":
                return 2**31
        return object


Info = strawberry.Info[Any, None]


async def _after_a_while(world: World, of: str, name: str) -> None:
    """At once, after some turns of the event loop, or with what another waits for, too."""
    for _ in range(world.chance(of, f"{name} waits").choice((0, 0, 1, 2))):
        await asyncio.sleep(0)


@strawberry.enum
class Colour(Enum):
    RED = "r"
    BLUE = "b"


@strawberry.input
class Wish:
    words: list[str]
    colour: Colour = Colour.BLUE
    times: int = 1
    inner: "Wish | None" = None


class Loud(FieldExtension):
    """As permissions are: around the resolver, for what is awaited and what is not."""

    def resolve(self, next_: Any, source: Any, info: Any, **given: Any) -> Any:
        info.context.asked.append(info.field_name)
        return next_(source, info, **given)

    async def resolve_async(self, next_: Any, source: Any, info: Any, **given: Any) -> Any:
        info.context.asked.append(info.path.key)
        return await next_(source, info, **given)


@strawberry.interface
class Named:
    id: strawberry.ID
    name: str
    nickname: str | None


def _named(world: World, of: str) -> dict[str, Any]:
    return {
        "id": of,
        "name": world.value(of, "name", lambda chance: f"name {chance.randrange(9)}"),
        "nickname": world.value(of, "nickname", lambda chance: chance.choice((None, '"\n', "李"))),
    }


@strawberry.type
class Leafy(Named):
    whole: int
    half: float | None
    true: bool
    at: datetime
    colour: Colour
    maybe: Colour | None
    words: list[str]
    grid: list[list[int | None]] | None

    @strawberry.field
    def said(self, info: Info, wish: Wish, loud: bool = False, by: str | None = None) -> str:
        told = f"{wish.words} {wish.colour.name} {wish.times} {wish.inner} {loud} {by}"
        return str(info.context.value(self.id, "said", lambda _: told))

    @classmethod
    def of(cls, world: World, of: str) -> "Leafy":
        value = world.value
        return cls(
            **_named(world, of),
            whole=value(of, "whole", lambda chance: chance.choice((0, -5, 2**31 - 1, -(2**31)))),
            half=value(of, "half", lambda chance: chance.choice((0.5, 2.0, 3, None))),
            true=value(of, "true", lambda chance: chance.random() < 0.5),
            at=value(
                of, "at", lambda chance: datetime(2026, 1, 1 + chance.randrange(9), tzinfo=UTC)
            ),
            colour=value(of, "colour", lambda chance: chance.choice(list(Colour))),
            maybe=value(of, "maybe", lambda chance: chance.choice((None, "b", *Colour))),
            words=value(of, "words", lambda chance: ["w"] * chance.randrange(3)),
            grid=value(of, "grid", lambda chance: [[1, None], [], [chance.randrange(3)]]),
        )


class Sheet(NamedTuple):
    """What a card shows; `under` and `beside` are others."""

    label: Any
    of: Any
    counted: Any
    at: Any
    colour: Any
    under: Any
    beside: Any


def _sheet(world: World, of: str, deep: int = 2) -> Sheet:
    def inner(name: str) -> Sheet | None:
        return _sheet(world, f"{of}.{name}", deep - 1) if deep else None

    def value(name: str, good: Callable[[Random], Any]) -> Any:
        return world.value(of, name, good)

    return Sheet(
        label=value("label", lambda chance: chance.choice(("a", "b"))),
        of=value("of", lambda chance: chance.choice((None, "somebody"))),
        counted=value("counted", lambda chance: chance.randrange(9)),
        at=value("at", lambda _: datetime(2026, 2, 1, tzinfo=UTC)),
        colour=value("colour", lambda chance: chance.choice(list(Colour))),
        under=value("under", lambda chance: chance.choice((None, inner("under")))),
        beside=value("beside", lambda chance: (inner("l"), inner("r"))[: 2 * chance.randrange(2)]),
    )


@strawberry.type
class Card(Shows[Sheet]):
    label: str
    count: int = from_view("counted")
    owner: str | None = from_view("of")
    at: datetime
    colour: Colour
    twice: str = from_view(lambda sheet: sheet.label + sheet.label)
    under: "Card | None"
    beside: list["Card | None"]
    again: "Card" = from_view(itself)

    @strawberry.field
    def loud(self) -> str:
        return self.label.upper()

    @strawberry.field
    def world(self, info: Info) -> str:
        return f"{self.label} of {info.context.seed}"

    @strawberry.field
    async def later(self, info: Info) -> str:
        await _after_a_while(info.context, self.label, "later")
        return self.label

    @classmethod
    def in_world(cls, world: World, of: str) -> Any:
        return world.value(of, "card", lambda _: cls.of(_sheet(world, of)))


@strawberry.type
class Branch(Named):
    leaf: Leafy
    maybe_leaf: Leafy | None

    @strawberry.field
    def card(self, info: Info) -> Card | None:
        return Card.in_world(info.context, self.id)  # type: ignore[no-any-return]

    @strawberry.field
    async def later(self, info: Info, first: int = 2) -> "Branch | None":
        return await _found(info.context, self.id, f"later {first}", Branch)

    @strawberry.field
    async def needed(self, info: Info) -> "Branch":
        found: Any = await _found(info.context, self.id, "needed", Branch)
        return found  # type: ignore[no-any-return]

    @strawberry.field
    async def text(self, info: Info) -> str:
        await _after_a_while(info.context, self.id, "text")
        return str(info.context.value(self.id, "text", lambda chance: f"t{chance.randrange(5)}"))

    @strawberry.field
    def twice(self) -> str:
        return self.name + self.name

    @strawberry.field(extensions=[Loud()])
    def quickly(self, info: Info) -> str | None:
        return info.context.value(self.id, "quickly", lambda _: "quick")  # type: ignore[no-any-return]

    @strawberry.field
    async def all(self, info: Info, first: int = 2) -> list["Branch | None"]:
        await _after_a_while(info.context, self.id, "all")
        return [_made(info.context, f"{self.id}.{n}", Branch) for n in range(min(first, 3))]

    @strawberry.field
    def strict(self, info: Info) -> list["Branch"] | None:
        return [_made(info.context, f"{self.id}-{n}", Branch) for n in range(2)]

    @strawberry.field
    async def one_of(self, info: Info) -> "OneOf | None":
        return await _found(info.context, self.id, "oneOf", Branch, Leafy, Lonely)  # type: ignore[no-any-return]

    @strawberry.field
    def someone(self, info: Info) -> Named:
        return _made(info.context, f"{self.id}/s", Branch, Leafy)  # type: ignore[no-any-return]

    @classmethod
    def of(cls, world: World, of: str) -> "Branch":
        leaf = world.value(of, "leaf", lambda _: Leafy.of(world, f"{of}l"))
        maybe = world.value(of, "maybeLeaf", lambda chance: chance.choice((None, leaf)))
        return cls(**_named(world, of), leaf=leaf, maybe_leaf=maybe)


@strawberry.type
class Lonely:
    reason: str

    @classmethod
    def of(cls, world: World, of: str) -> "Lonely":
        return cls(reason=world.value(of, "reason", lambda _: "why"))


OneOf = Annotated[Branch | Leafy | Lonely, strawberry.union("OneOf")]


def _made(world: World, of: str, *kinds: Any) -> Any:
    """An object, or what is wrong in its place. Raises where that fails."""
    return world.value(of, "made", lambda chance: chance.choice(kinds).of(world, of))


async def _found(world: World, of: str, name: str, *kinds: Any) -> Any:
    await _after_a_while(world, of, name)
    return _made(world, f"{of}>{name}", *kinds)


@strawberry.type
class Query:
    @strawberry.field(extensions=[Loud()])
    async def branch(self, info: Info, id: strawberry.ID | None = None) -> Branch | None:
        return await _found(info.context, "root", f"branch {id}", Branch)  # type: ignore[no-any-return]

    @strawberry.field
    def leaf(self, info: Info) -> Leafy:
        return Leafy.of(info.context, "l")

    @strawberry.field
    async def cards(self, info: Info) -> list[Card | None]:
        return [Card.in_world(info.context, f"c{n}") for n in range(3)]

    @strawberry.field
    async def anything(self, info: Info, wish: Wish | None = None) -> list[OneOf]:
        return [_made(info.context, f"a{n}", Branch, Leafy, Lonely) for n in range(3)]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def change(self, info: Info, to: int) -> OneOf | None:
        info.context.changed.append(f"{to} begins")
        found = await _found(info.context, "change", f"{to}", Branch, Lonely)
        info.context.changed.append(f"{to} ends")
        return found  # type: ignore[no-any-return]

    @strawberry.mutation
    async def must(self, info: Info, to: int = 1) -> Lonely:
        info.context.changed.append(f"must {to}")
        return await _found(info.context, "must", f"{to}", Lonely)  # type: ignore[no-any-return]


def build_schema() -> GuardedSchema:
    return GuardedSchema(
        query=Query, mutation=Mutation, config=StrawberryConfig(scalar_map={datetime: DATE_TIME})
    )


def context_of(viewer: Viewer) -> Context:
    """Of a request to our own graph, over services that are none."""
    head = [(b"accept-language", b"en")]
    connection = HTTPConnection({"type": "http", "headers": head, "client": ("127.0.0.1", 1)})
    nowhere: Any = None
    return Context(
        settings=Settings(),
        apis=FakeApis(),
        feeds=nowhere,
        passes=nowhere,
        files=nowhere,
        clock=FixedClock(datetime(2026, 1, 1, tzinfo=UTC)),
        connection=connection,
        viewer=viewer,
        request_id="r-1",
    )
