"""PDF, ISO 32000-2: nothing that acts, nothing inside that is a file of its own, nothing that
cannot be looked at.

What a document may do stands in dictionaries, which lie open or in object streams. All of the file
is searched as it lies, and each object stream unpacked, up to a limit. What a dictionary is called
by may be written with escapes (7.3.5).
"""

import re
import zlib
from typing import Final

from infra.kernel.sentences import Sentence, both
from services.appeals.evidence.domain.unread import NotOfItsKind, Unfit, Unread, Walk

MOST_UNPACKED: Final = 32 * 1024 * 1024
"""Bytes of all object streams of a file together."""
MOST_STREAMS: Final = 20_000
_OVERLAP: Final = 4 * 1024
"""Bytes kept of what came before: a name, or a stream's dictionary, may lie across two pieces."""
_LONGEST_LINE: Final = 64
_IN: Final = 16 * 1024
_OUT: Final = 256 * 1024
"""Bytes that are unpacked, and that come of it, at a time."""
_HEAD: Final = b"%PDF-"
_TAIL: Final = 1_024


def _signs(plain: str) -> bytes:
    """A pattern of them, each as itself or escaped."""
    return b"".join(b"(?:%c|#%x|#%X)" % (ord(sign), ord(sign), ord(sign)) for sign in plain)


def _name(*plain: str) -> bytes:
    """A pattern of any of the names, each in a group of its own."""
    begins = "".join(sorted({one[0] for one in plain})).encode()  # or escaped: most are neither
    any_of = b"|".join(b"(%b)" % _signs(one) for one in plain)
    return b"/(?=[%b#])(?:%b)(?![A-Za-z0-9])" % (begins, any_of)


ACTING: Final = (
    "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "Rendition", "XFA",
    "SubmitForm", "ImportData", "GoToE",
)  # fmt: skip
_ACTS = re.compile(_name(*ACTING))
_ENCRYPTED = re.compile(_name("Encrypt"))
_END = re.compile(rb"startxref\s+\d+\s+%%EOF[\x00\s]*\Z")  # 7.5.5
_STREAM = re.compile(rb"(?<!end)stream[^\r\n]{0,%d}(?:\r\n|\r|\n)" % _LONGEST_LINE)
_OF_OBJECTS = re.compile(_name("First"))
_PACKED = re.compile(_name("Filter"))
_DEFLATED = re.compile(_name("Filter") + rb"\s*(?:\[\s*)?/(?:FlateDecode|Fl)\s*[\]/>]")
_TWICE = re.compile(_name("Filter") + rb"\s*\[\s*/[^\]]*/")
_FORETOLD = re.compile(_name("DecodeParms", "DP"))
_NUMBERS = re.compile(rb"\s*\d+\s+\d")
_ENOUGH_TO_TELL: Final = 24


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
        self._streams = 0
        self._left = MOST_UNPACKED

    def at(self, data: bytes) -> None:
        """
        Raises:
            Unfit: it acts, holds files, is encrypted or unpacks to too much.
        """
        window = self._before + data
        refuse_what_acts(window)
        at = self._unpacked(window, len(self._before))
        while self._stream is None and (found := _next_stream(window, at)):
            at = found.end()
            self._streams += 1
            if self._streams > MOST_STREAMS:
                raise Unfit(_unpacks_to_too_much())
            refuse_rare_packing(window[max(0, found.start() - _OVERLAP) : found.start()])
            if may_be_deflated(window[at : at + 2]):
                self._stream = _Unpacking(self._left)
                at = self._unpacked(window, at)
        self._before = window[-_OVERLAP:]

    def _unpacked(self, window: bytes, at: int) -> int:
        """Where the stream that is being unpacked ends, or what there is of it."""
        if self._stream is None:
            return at
        end = self._stream.put(window, at)
        self._left = self._stream.left
        if self._stream.over:
            self._stream = None
        return end


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

    def put(self, window: bytes, start: int) -> int:
        """Where it ends; at its start, if it is something else."""
        at = start
        while at < len(window) and not self.over:
            packed = window[at : at + _IN]
            self._put(packed)
            at += len(packed) - len(self._inflater.unused_data)
        return at if self._objects or not self.over else start

    def _put(self, packed: bytes) -> None:
        while packed and not self.over:
            self._take(self._inflated(packed))
            packed = self._inflater.unconsumed_tail
            if self._inflater.eof:
                self.over = True

    def _inflated(self, packed: bytes) -> bytes:
        try:
            return self._inflater.decompress(packed, _OUT if self._objects else _ENOUGH_TO_TELL)
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
    start = max(0, at - _LONGEST_LINE - len(b"endstream\r\n"))
    return next((one for one in _STREAM.finditer(window, start) if one.end() > at), None)


def may_be_deflated(head: bytes) -> bool:
    """By its first two bytes (RFC 1950, 2.2), as far as they are there."""
    if len(head) < 2:
        return True
    return head[0] & 0x0F == 8 and int.from_bytes(head) % 31 == 0


def refuse_rare_packing(before: bytes) -> None:
    """Objects are packed with Flate alone. `before`: what ends with a stream's dictionary.

    Raises:
        Unfit: these are packed otherwise, and cannot be searched.
    """
    dictionary = before[before.rfind(b"obj") :]
    if not _OF_OBJECTS.search(dictionary) or not _PACKED.search(dictionary):
        return
    rare = _TWICE.search(dictionary) or _FORETOLD.search(dictionary)
    if rare or not _DEFLATED.search(dictionary):
        raise Unfit(_cannot_be_looked_into())


def refuse_what_acts(window: bytes) -> None:
    found = _ACTS.search(window)
    if found and found.lastindex:
        raise Unfit(_acts(ACTING[found.lastindex - 1]))
    if _ENCRYPTED.search(window):
        raise Unfit(_cannot_be_looked_into())


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
