"""Looks at one file from its first byte to its last, piece by piece."""

import hashlib
from collections.abc import Callable
from typing import Final, TypeVar

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Sentence, both
from services.appeals.contract.evidence import LARGEST_FILE, MediaType
from services.appeals.evidence.domain.disguises import (
    ARCHIVE_TAIL,
    LOOKED_AT,
    check_head,
    check_tail,
)
from services.appeals.evidence.domain.kinds import WALKS, looks_like
from services.appeals.evidence.domain.names import clean_name, kind_of
from services.appeals.evidence.domain.unread import NotOfItsKind, Unfit, Unread, cut_off

MEGABYTES: Final = LARGEST_FILE // (1024 * 1024)
LONGEST_SHOWN: Final = 80
_OVER: Final = object()
T = TypeVar("T")


class Inspected(msgspec.Struct, frozen=True, kw_only=True):
    """What a file turned out to be. `size` in bytes, `sha256` in hexadecimal."""

    name: str
    media_type: MediaType
    size: int
    sha256: str


class Inspection:
    """Every method raises InvalidInput, in words for who sent the file, when it is not taken.

    Args:
        given: what its owner calls it.
        field: which of the inputs it is.
    """

    def __init__(self, given: str, field: str = "files") -> None:
        self._given, self._field = given, field
        self._head, self._tail = b"", b""
        self._name = self._judged(lambda: clean_name(given))
        self.kind = self._judged(lambda: kind_of(self._name))
        self._digest = hashlib.sha256()
        self._size = 0
        self._file = Unread()
        self._walk = WALKS[self.kind](self._file)
        self._walked = False

    def put(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > LARGEST_FILE:
            raise too_large(self._given, self._field)
        self._digest.update(data)
        if len(self._head) < LOOKED_AT:
            self._head = (self._head + data)[:LOOKED_AT]
            self._judged(lambda: check_head(self.kind, self._head))
        self._tail = (self._tail + data)[-ARCHIVE_TAIL:]
        self._file.put(data)
        self._judged(self._go_on)

    def end(self) -> Inspected:
        self._judged(self._end)
        return Inspected(
            name=self._name,
            media_type=self.kind,
            size=self._size,
            sha256=self._digest.hexdigest(),
        )

    def _go_on(self) -> None:
        if not self._walked:
            self._walked = next(self._walk, _OVER) is _OVER

    def _end(self) -> None:
        if not self._size:
            raise Unfit(cut_off())
        self._file.ended = True
        self._go_on()
        check_tail(self._tail)

    def _judged(self, check: Callable[[], T]) -> T:
        try:
            return check()
        except NotOfItsKind as unfit:
            seen, own = looks_like(self._head), self.kind.value.rpartition("/")[2].upper()
            raise self._refusal(unfit.why if seen in ("", own) else is_another(seen)) from None
        except Unfit as unfit:
            raise self._refusal(unfit.why) from None

    def _refusal(self, why: Sentence) -> InvalidInput:
        return InvalidInput(
            both("“{name}”：{why}", "“{name}”: {why}", name=shown(self._given), why=why),
            field=self._field,
        )


def shown(given: str) -> str:
    """A name as a refusal may repeat it."""
    seen = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in given)
    return seen if len(seen) <= LONGEST_SHOWN else f"{seen[:LONGEST_SHOWN]}…"


def too_large(given: str, field: str) -> InvalidInput:
    return InvalidInput(
        both(
            "“{name}”：超过 {most} MiB；请压缩图片、分成几份，或只上传有关的页。",
            "“{name}”: larger than {most} MiB. Make the picture smaller, divide the file, or send "
            "only the pages that matter.",
            name=shown(given),
            most=MEGABYTES,
        ),
        field=field,
    )


def is_another(seen: str) -> Sentence:
    return both(
        "内容其实是 {seen}，与文件名不符；请改用正确的文件名，或另存为可接受的类型再上传。",
        "The content is that of a file of the kind {seen}, not what the name says. Name it as what "
        "it is, or save it as a kind that is taken, and send that.",
        seen=seen,
    )
