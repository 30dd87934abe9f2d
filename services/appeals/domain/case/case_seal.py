"""How a case file is sealed: its hash covers all of it, but in place of sentences, names, addresses
and labels a salted digest of each. So these can be erased when a person asks for it, and the hash
holds as before. What is kept is JSON of the file as it reads, with the seals of its texts beside it
by JSON Pointer, as in an event (see `infra.kernel.free_text`).

Files from before were sealed as they were, by the bare SHA-256 of their bytes.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from infra.kernel.free_text import (
    ERASED,
    Path,
    Salting,
    TextSeal,
    new_salt,
    path_of,
    pointer,
    put,
    seal,
    text_at,
    texts_in,
)
from services.appeals.contract.case_views import AppealCaseFile
from services.membership.contract.event_types import EVENT_TYPES

_EXPLANATIONS = ("explanation", "explanation_now")
_SENTENCE = {"zh", "en"}


class _Content(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`texts` none: sealed whole, as it was done before. `sealed_whole`: so it was, and has been
    erased since; its hash can be worked out no more."""

    file: dict[str, Any]
    texts: dict[str, TextSeal] | None = None
    sealed_whole: bool = False


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """`sha256`: hexadecimal."""

    content: bytes
    sha256: str


def sealed(file: AppealCaseFile, salting: Salting = new_salt) -> Sealed:
    fields = _plain(file)
    found = _texts_in(fields)
    texts = {pointer(path): seal(text_at(fields, path), salting()) for path in found}
    return Sealed(content=_written(fields, texts), sha256=_hash(fields, texts))


def opened(content: bytes) -> AppealCaseFile:
    return msgspec.convert(_read(content).file, AppealCaseFile)


def holds(content: bytes, sha256: str) -> bool:
    """Whether this is what was sealed, or that with texts erased. Of what was sealed whole and
    erased since nobody can tell any more."""
    read = _read(content)
    if read.sealed_whole:
        return False
    if read.texts is None:
        return hashlib.sha256(content).hexdigest() == sha256
    true = all(one.holds(text_at(read.file, path_of(at))) for at, one in read.texts.items())
    return true and _hash(read.file, read.texts) == sha256


def erased(content: bytes) -> int:
    """How many texts are not there any more."""
    read = _read(content)
    return sum(1 for one in (read.texts or {}).values() if not one.salt)


def without_texts(content: bytes) -> bytes:
    """The content once what can be erased is; can be repeated."""
    read = _read(content)
    sealed_whole, texts = read.sealed_whole, read.texts
    if texts is None:
        nothing = TextSeal(sha256="")
        sealed_whole, texts = True, {pointer(path): nothing for path in _texts_in(read.file)}
    for place in texts:
        put(read.file, path_of(place), ERASED)
    forgotten = {place: TextSeal(sha256=one.sha256) for place, one in texts.items()}
    return _written(read.file, forgotten, sealed_whole=sealed_whole)


def _read(content: bytes) -> _Content:
    fields = msgspec.json.decode(content)
    if "texts" not in fields:
        return _Content(file=fields)
    return msgspec.convert(fields, _Content)


def _plain(file: AppealCaseFile) -> dict[str, Any]:
    """As JSON has it: strings, numbers, lists."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(file))
    return plain


def _written(fields: Any, texts: dict[str, TextSeal], *, sealed_whole: bool = False) -> bytes:
    kept = _Content(file=fields, texts=texts, sealed_whole=sealed_whole)
    return msgspec.json.encode(kept, order="sorted")


def _hash(fields: dict[str, Any], texts: dict[str, TextSeal]) -> str:
    """Of the file as JSON with sorted keys, without spaces, in UTF-8, a digest for each text."""
    hashed = msgspec.json.decode(msgspec.json.encode(fields))
    for place, one in texts.items():
        put(hashed, path_of(place), one.sha256)
    return hashlib.sha256(msgspec.json.encode(hashed, order="sorted")).hexdigest()


# Where words of people, or about them, may stand


def _texts_in(fields: dict[str, Any]) -> list[Path]:
    """An empty one hides nothing."""
    return [path for path in _words_in(fields) if text_at(fields, path)]


def _words_in(fields: dict[str, Any]) -> Iterator[Path]:
    for name in _EXPLANATIONS:
        yield from _sentences(fields.get(name), (name,))
    for place, event in enumerate(fields["timeline"]):
        yield from _in_event(event, ("timeline", str(place)))
    for place, alert in enumerate(fields.get("alerts", ())):
        yield from _in_alert(alert, ("alerts", str(place)))
    for place, _ in enumerate(fields.get("named_orders", ())):
        yield ("named_orders", str(place), "named")


def _in_event(event: dict[str, Any], at: Path) -> Iterator[Path]:
    yield from _sentences(event["summary"], (*at, "summary"))
    yield from ((*at, name) for name in ("ip", "device_label"))
    if "name" in event["actor"]:
        yield (*at, "actor", "name")
    kind = EVENT_TYPES.get(event["type"])
    written = texts_in(kind, event["body"]) if kind else []
    yield from ((*at, "body", *path) for path in written)


def _in_alert(alert: dict[str, Any], at: Path) -> Iterator[Path]:
    """What is said of its deliveries are our own words."""
    for name in ("title", "text"):
        yield from _sentences(alert[name], (*at, name))
    for place, _ in enumerate(alert["deliveries"]):
        yield (*at, "deliveries", str(place), "reason")


def _sentences(value: Any, at: Path) -> Iterator[Path]:
    """All that is said in both languages, however deep it stands."""
    if isinstance(value, dict) and set(value) == _SENTENCE:
        yield from ((*at, language) for language in ("zh", "en"))
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _sentences(one, (*at, name))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _sentences(one, (*at, str(place)))
