"""What people wrote, in events that are kept for ever: the hash covers a salted digest of it, so
that the text can be erased and the history still holds.

A place in an event is a JSON Pointer (RFC 6901), such as "/body/hold/reason" or "/actor/name".
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final

import msgspec
from msgspec import inspect

FreeText = Annotated[str, msgspec.Meta(extra={"free_text": True})]
"""Marks a field of an event that holds words of people: reasons, questions, answers, labels."""

ERASED: Final = "〔已删除 · erased〕"
"""What is read where a text was."""

Path = tuple[str, ...]
Salting = Callable[[], str]
_EACH = "*"


class TextSeal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`sha256` of the salt followed by the text, in UTF-8; hexadecimal. `salt`: 32 hexadecimal
    digits; empty once the text is erased, because with it a text could be guessed at."""

    sha256: str
    salt: str = ""

    def holds(self, text: object) -> bool:
        """Whether this is the text that was sealed, or says that it is erased."""
        if not self.salt:
            return text == ERASED
        return isinstance(text, str) and _digest(self.salt, text) == self.sha256


def new_salt() -> str:
    return secrets.token_hex(16)


def seal(text: str, salt: str) -> TextSeal:
    return TextSeal(sha256=_digest(salt, text), salt=salt)


def seals(kind: type, fields: Mapping[str, Any], salting: Salting) -> dict[str, TextSeal]:
    """Of the free texts in an event of this kind, by their places."""
    found = texts_in(kind, fields)
    return {pointer(path): seal(text_at(fields, path), salting()) for path in found}


def texts_in(kind: type, fields: Mapping[str, Any]) -> list[Path]:
    """Where there are any; an empty one hides nothing."""
    return [path for marked in free_texts(kind) for path in _paths(fields, marked)]


@cache
def free_texts(kind: type) -> tuple[Path, ...]:
    """Where a type is marked; "*" stands for each of several."""
    return tuple(_marked(inspect.type_info(kind)))


def pointer(path: Path) -> str:
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in path)


def path_of(pointer: str) -> Path:
    return tuple(name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:])


def text_at(fields: Any, path: Path) -> Any:
    """What stands there; none where there is no such place."""
    for name in path:
        fields = _inner(fields, name)
    return fields


def put(fields: Any, path: Path, text: str) -> None:
    """Changes what stands there; nothing where there is no such place."""
    holder = text_at(fields, path[:-1])
    if _inner(holder, path[-1]) is not None:
        holder[int(path[-1]) if isinstance(holder, list) else path[-1]] = text


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256((salt + text).encode()).hexdigest()


def _inner(holder: Any, name: str) -> Any:
    if isinstance(holder, dict):
        return holder.get(name)
    if isinstance(holder, list | tuple) and name.isdecimal() and int(name) < len(holder):
        return holder[int(name)]
    return None


def _marked(kind: inspect.Type) -> Iterator[Path]:
    match kind:
        case inspect.Metadata(extra={"free_text": True}):
            yield ()
        case inspect.Metadata(type=inner):
            yield from _marked(inner)
        case inspect.UnionType(types=kinds):
            for one in kinds:
                yield from _marked(one)
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            yield from ((_EACH, *rest) for rest in _marked(item))
        case inspect.StructType(fields=fields):
            for field in fields:
                yield from ((field.encode_name, *rest) for rest in _marked(field.type))


def _paths(fields: Any, marked: Path, before: Path = ()) -> Iterator[Path]:
    """The places of texts that are there, of those that are marked."""
    if not marked:
        if isinstance(fields, str) and fields:
            yield before
        return
    name, *rest = marked
    names = map(str, range(len(fields or ()))) if name == _EACH else [name]
    for one in names:
        yield from _paths(_inner(fields, one), tuple(rest), (*before, one))
