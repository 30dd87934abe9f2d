"""What a document comes to, and how the sizes of its parts add up."""

from typing import Final

import msgspec

CEILING: Final = 2**31 - 1  # what a GraphQL Int can hold; sizes stop growing there


class Size(msgspec.Struct, kw_only=True):
    """What one selection comes to with all fragments filled in.

    `names` counts its own fields by the name they answer under; everything else includes what
    lies deeper. `cost` counts fields of the shop, `introspection` those of the schema.
    """

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    inner_repeats: int = 0
    cost: int = 0
    schemas: int = 0
    introspection: float = 0
    names: dict[str, int] = msgspec.field(default_factory=dict)
    is_connection: bool = False

    @property
    def repeats(self) -> int:
        return self.inner_repeats + sum(self.names.values()) - len(self.names)

    def include(self, other: "Size") -> None:
        """Adds a fragment: its fields become fields of this very selection."""
        self.depth = max(self.depth, other.depth)
        self.inner_repeats += other.inner_repeats
        self.is_connection |= other.is_connection
        self._add(other, 1)
        for name, count in other.names.items():
            self.names[name] = self.names.get(name, 0) + count

    def add_inner(self, inner: "Size", times: float) -> None:
        """Adds what is selected from one of the fields, which brings it so many times."""
        self.depth = max(self.depth, 1 + inner.depth)
        self.inner_repeats += inner.repeats
        self._add(inner, times)

    def _add(self, other: "Size", times: float) -> None:
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives
        self.schemas += other.schemas
        self.cost = min(self.cost + int(times * other.cost), CEILING)
        self.introspection = min(self.introspection + times * other.introspection, CEILING)


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The sizes of a document's operations by name ("" for an anonymous one).

    `by_variables` says that page sizes came from variables, so other variables may cost more;
    `repeats`, that somewhere in the document two fields answer under one name.
    """

    operations: dict[str, Size]
    by_variables: bool
    repeats: bool
