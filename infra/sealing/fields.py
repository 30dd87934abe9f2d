"""Which fields of a collection's documents are sealed, by whose key, and what is read where the key
is no more."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Row = Mapping[str, Any]
_EACH = "*"


class Spot(NamedTuple):
    """Where a value stands: in a dictionary or a list, under a name or a number."""

    holder: Any
    name: Any

    @property
    def value(self) -> Any:
        return self.holder[self.name]


@dataclass(frozen=True)
class SealedFields:
    """`lost`: by the path of a field, such as "name" or "deliveries.*.to", what stands for it once
    nobody can open it. `owner`: a field of the document (`_id` may be one), or for those that
    belong to nobody in particular, a fixed word that is no owner's (see `shared`)."""

    collection: str
    lost: Mapping[str, Any]
    owner: Callable[[Row], str]

    @property
    def tops(self) -> list[str]:
        """The fields of the document that its sealed values lie in."""
        return list(dict.fromkeys(path.split(".")[0] for path in self.lost))

    def places(self, row: Any) -> Iterator[tuple[str, Spot]]:
        """Those that are there and say something, by their paths."""
        for path in self.lost:
            for spot in _spots(row, path.split(".")):
                if spot.value not in ("", None, {}, [], b""):
                    yield path, spot

    def copied(self, row: Row) -> dict[str, Any]:
        """Only what lies along the paths is another object."""
        made = dict(row)
        for path in self.lost:
            name, *rest = path.split(".")
            if rest and name in made:
                made[name] = _copied(made[name], rest)
        return made

    def place_of(self, row: Row, path: str) -> str:
        """What a value in it is bound to, beside its owner."""
        return f"{self.collection}/{row['_id']}/{path}"


def shared(name: str) -> Callable[[Row], str]:
    """A key for all of a collection, whose values leave as their documents do."""
    return lambda _row: f":{name}"


def owned_by(field: str, otherwise: Callable[[Row], str] | None = None) -> Callable[[Row], str]:
    """`otherwise`: of documents of earlier releases, which do not say whose they are."""

    def owner(row: Row) -> str:
        named = str(row.get(field) or "")
        return named if named or otherwise is None else otherwise(row)

    return owner


def _spots(holder: Any, path: list[str]) -> Iterator[Spot]:
    name, *rest = path
    if name == _EACH:
        names: Any = range(len(holder)) if isinstance(holder, list) else ()
    else:
        names = [name] if isinstance(holder, dict) and name in holder else []
    for one in names:
        if rest:
            yield from _spots(holder[one], rest)
        else:
            yield Spot(holder, one)


def _copied(holder: Any, path: list[str]) -> Any:
    name, *rest = path
    if name == _EACH and isinstance(holder, list | tuple):
        return [_copied(one, rest) if rest else one for one in holder]
    if isinstance(holder, dict):
        inner = {name: _copied(holder[name], rest)} if rest and name in holder else {}
        return {**holder, **inner}
    return holder
