"""PDF, ISO 32000-2: nothing that acts, nothing inside that is a file of its own, nothing that
cannot be looked at.

What a document may do stands in dictionaries, which lie open or in object streams. All of the file
is searched as it lies, and each object stream unpacked, up to a limit. What a dictionary is called
by may be written with escapes (7.3.5); they are undone first.
"""

import re
import zlib
from typing import Final

from infra.kernel.sentences import Sentence, both
from services.appeals.evidence.domain.unread import NotOfItsKind, Unfit, Unread, Walk

MOST_UNPACKED: Final = 32 * 1024 * 1024
"""Bytes of all object streams of a file together."""
_STEP: Final = 256 * 1024
_OVERLAP: Final = 4 * 1024
"""Bytes kept of what came before: a name, or a stream's dictionary, may lie across two pieces."""
_HEAD: Final = b"%PDF-"
_TAIL: Final = 1_024

_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTS = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|XFA|SubmitForm|ImportData|GoToE)"
    rb"(?![A-Za-z0-9])"
)
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_END = re.compile(rb"startxref\s+\d+\s+%%EOF[\x00\s]*\Z")  # 7.5.5
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OF_OBJECTS = re.compile(rb"/First(?![A-Za-z0-9])")
_FILTER = re.compile(rb"/Filter\s*(\[\s*)?(/\w+)(\s*/\w+)*")
_FORETOLD = re.compile(rb"/(DecodeParms|DP)(?![A-Za-z0-9])")
_DEFLATED = (b"/FlateDecode", b"/Fl")
_NUMBERS = re.compile(rb"\s*\d+\s+\d")
_ENOUGH_TO_TELL = 24


def walk_pdf(file: Unread) -> Walk[None]:
    require_pdf((yield from file.take(len(_HEAD))) == _HEAD)
    look, tail = _Look(), b""
    while data := (yield from file.some()):
        look.at(data)
        tail = (tail + data)[-_TAIL:]
    require_pdf(_END.search(tail) is not None)


def require_pdf(holds: bool) -> None:
    if not holds:
        raise NotOfItsKind


class _Look:
    """Over a whole file, piece by piece."""

    def __init__(self) -> None:
        self._before = b""
        self._stream: _Unpacking | None = None
        self._left = MOST_UNPACKED

    def at(self, data: bytes) -> None:
        """
        Raises:
            Unfit: it acts, holds files, is encrypted or unpacks to too much.
        """
        window = self._before + data
        refuse_what_acts(window)
        at = len(self._before)
        at += self._unpacked(data)
        while self._stream is None and (found := _next_stream(window, at)):
            refuse_rare_packing(window[: found.start()])
            self._stream = _Unpacking(self._left)
            at = found.end() + self._unpacked(window[found.end() :])
        self._before = window[-_OVERLAP:]

    def _unpacked(self, data: bytes) -> int:
        """How many of the bytes belong to the stream that is being unpacked."""
        if self._stream is None:
            return 0
        used = self._stream.put(data)
        self._left = self._stream.left
        if self._stream.over:
            self._stream = None
        return used


class _Unpacking:
    """One stream, unpacked as long as it may be one of objects: those begin with the number of the
    first object and its place (7.5.7). `left`: bytes that may still be unpacked. `over`: its end
    was reached, or it is something else."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.over = False
        self._inflater = zlib.decompressobj()
        self._before = b""
        self._objects = False

    def put(self, data: bytes) -> int:
        """How many of the bytes are its own."""
        rest = data
        while rest and not self.over:
            self._take(self._inflated(rest))
            rest = self._inflater.unconsumed_tail
            if self._inflater.eof:
                self.over = True
        return len(data) - len(self._inflater.unused_data) if self._objects else 0

    def _inflated(self, data: bytes) -> bytes:
        try:
            return self._inflater.decompress(data, _STEP)
        except zlib.error:
            self.over = True
            if self._objects:
                raise NotOfItsKind from None
            return b""

    def _take(self, unpacked: bytes) -> None:
        window = self._before + unpacked
        self._before = window[-_OVERLAP:]
        if not self._objects and len(window) >= _ENOUGH_TO_TELL:
            self._objects = bool(_NUMBERS.match(window))
            self.over = not self._objects
        self.left -= len(unpacked)
        if self.left < 0:
            raise Unfit(_unpacks_to_too_much())
        refuse_what_acts(window)


def _next_stream(window: bytes, at: int) -> re.Match[bytes] | None:
    """The first whose keyword does not end before `at`: those were seen with the piece before."""
    start = max(0, at - len(b"endstream\r\n"))
    return next((one for one in _STREAM.finditer(window, start) if one.end() > at), None)


def refuse_rare_packing(before: bytes) -> None:
    """Objects are packed with Flate alone. `before`: what ends with a stream's dictionary.

    Raises:
        Unfit: these are packed otherwise, and cannot be searched.
    """
    dictionary = _plain(before[before.rfind(b"obj") :])
    if not _OF_OBJECTS.search(dictionary) or b"/Filter" not in dictionary:
        return
    filters = _FILTER.search(dictionary)
    if not filters or filters[3] or filters[2] not in _DEFLATED or _FORETOLD.search(dictionary):
        raise Unfit(_cannot_be_looked_into())


def refuse_what_acts(window: bytes) -> None:
    plain = _plain(window)
    if found := _ACTS.search(plain):
        raise Unfit(_acts(found[1].decode()))
    if _ENCRYPTED.search(plain):
        raise Unfit(_cannot_be_looked_into())


def _plain(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data) if b"#" in data else data


def _acts(what: str) -> Sentence:
    return both(
        "PDF 中有脚本、动作、表单程序或内嵌文件（{what}）；请“打印为 PDF”后上传打印出的文件，"
        "内嵌文件请单独上传。",
        "The PDF holds a script, an action, a program of a form or another file ({what}). Print it "
        "to a PDF and send that; send what is inside as a file of its own.",
        what=what,
    )


def _cannot_be_looked_into() -> Sentence:
    return both(
        "PDF 已加密或以罕见方式压缩，无法查看；请“打印为 PDF”后上传打印出的文件。",
        "The PDF is encrypted, or packed in a rare way, and cannot be looked into. Print it to a "
        "PDF and send that.",
    )


def _unpacks_to_too_much() -> Sentence:
    return both(
        "PDF 解压后过大；请“打印为 PDF”后上传打印出的文件，或只上传有关的页。",
        "The PDF unpacks to far too much. Print it to a PDF and send that, or only the pages that "
        "matter.",
    )
