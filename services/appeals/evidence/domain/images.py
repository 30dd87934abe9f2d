"""Pictures: walked from their first byte to their last by what their headers say. Nothing is
decompressed, and nothing may follow the end."""

import re
from typing import Final

from infra.kernel.sentences import both
from services.appeals.evidence.domain.unread import (
    NotOfItsKind,
    Unfit,
    Unread,
    Walk,
    cut_off,
    something_behind,
)

MOST_PIXELS: Final = 50_000_000
"""Width times height: 150 MB once a viewer has unpacked it; phones take pictures of 12 to 50."""
LONGEST_SIDE: Final = 30_000
"""Pixels: a long screenshot is narrow."""


def check_size(width: int, height: int) -> None:
    """
    Raises:
        Unfit: more pixels than a viewer should have to unpack.
    """
    if not width or not height:
        raise NotOfItsKind
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Unfit(
            both(
                "图片为 {width} × {height} 像素，最多 {most} 万像素、边长 {longest}；"
                "请缩小后再上传。",
                "The picture has {width} × {height} pixels; at most {most} times 10,000, and "
                "{longest} on a side. Make it smaller and send that.",
                width=width,
                height=height,
                most=MOST_PIXELS // 10_000,
                longest=LONGEST_SIDE,
            )
        )


def require(holds: bool) -> None:
    if not holds:
        raise NotOfItsKind


def end_here(file: Unread) -> Walk[None]:
    if (yield from file.some()):
        raise Unfit(something_behind())


# --- PNG, ISO/IEC 15948

PNG: Final = b"\x89PNG\r\n\x1a\n"
_CRC: Final = 4


def walk_png(file: Unread) -> Walk[None]:
    require((yield from file.take(len(PNG))) == PNG)
    head = yield from file.take(8 + 13 + _CRC)
    require(head[:8] == b"\x00\x00\x00\x0dIHDR")
    check_size(int.from_bytes(head[8:12]), int.from_bytes(head[12:16]))
    kind = b"IHDR"
    while kind != b"IEND":
        begin = yield from file.take(8)
        length, kind = int.from_bytes(begin[:4]), begin[4:]
        require(kind.isalpha() and kind.isascii())
        yield from file.skip(length + _CRC)
    yield from end_here(file)


# --- JPEG, ITU-T T.81

SOI: Final = b"\xff\xd8"
_EOI, _SOS = 0xD9, 0xDA
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_AFTER_SCAN: Final = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])", re.DOTALL)


def walk_jpeg(file: Unread) -> Walk[None]:
    """Cameras put further whole pictures behind the first, as a preview or for bright screens
    (CIPA DC-007), and some fill up with zeros; anything else there is refused."""
    require((yield from file.take(2)) == SOI)
    yield from _one_jpeg(file)
    while behind := (yield from file.some()):
        if further := behind.lstrip(b"\x00"):
            file.give_back(len(further))
            if (yield from file.take(2)) != SOI:
                raise Unfit(something_behind())
            yield from _one_jpeg(file)


def _one_jpeg(file: Unread) -> Walk[None]:
    """From behind its beginning to its end."""
    seen = False
    code = yield from _code(file)
    while code != _EOI:
        if code in _BARE:
            code = yield from _code(file)
            continue
        length = int.from_bytes((yield from file.take(2)))
        require(length >= 2)
        if code in _FRAMES:
            frame = yield from file.take(length - 2)
            require(len(frame) >= 6)
            check_size(int.from_bytes(frame[3:5]), int.from_bytes(frame[1:3]))
            seen = True
        else:
            yield from file.skip(length - 2)
        code = yield from (_after_scan(file) if code == _SOS else _code(file))
    require(seen)


def _code(file: Unread) -> Walk[int]:
    require((yield from file.take(1)) == b"\xff")
    return (yield from _fill(file))


def _fill(file: Unread) -> Walk[int]:
    """What follows bytes of 255, which may be as many as they like (B.1.1.2)."""
    code = 0xFF
    while code == 0xFF:
        code = (yield from file.take(1))[0]
    return code


def _after_scan(file: Unread) -> Walk[int]:
    """The first code that ends the compressed data."""
    while True:
        data = yield from _scanned(file)
        if found := _AFTER_SCAN.search(data):
            file.give_back(len(data) - found.end())
            return found[1][0]
        if data.endswith(b"\xff"):
            first = yield from _fill(file)
            if first and not 0xD0 <= first <= 0xD7:
                return first


def _scanned(file: Unread) -> Walk[bytes]:
    if data := (yield from file.some()):
        return data
    raise Unfit(cut_off())


# --- WebP, RFC 9649


def walk_webp(file: Unread) -> Walk[None]:
    head = yield from file.take(12)
    require(head[:4] == b"RIFF" and head[8:] == b"WEBP")
    left = int.from_bytes(head[4:8], "little") - 4
    first = True
    while left > 0:
        begin = yield from file.take(8)
        kind, length = begin[:4], int.from_bytes(begin[4:], "little")
        padded = length + length % 2
        left -= 8 + padded
        require(left >= 0)
        taken = 0
        if first:
            require(length >= 10)
            check_size(*_canvas(kind, (yield from file.take(10))))
            taken, first = 10, False
        yield from file.skip(padded - taken)
    require(not first)
    yield from end_here(file)


def _canvas(kind: bytes, data: bytes) -> tuple[int, int]:
    match kind:
        case b"VP8X":
            return (
                int.from_bytes(data[4:7], "little") + 1,
                int.from_bytes(data[7:10], "little") + 1,
            )
        case b"VP8L":
            require(data[0] == 0x2F)
            bits = int.from_bytes(data[1:5], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            require(data[3:6] == b"\x9d\x01\x2a")
            sides = data[6:8], data[8:10]
            width, height = (int.from_bytes(side, "little") & 0x3FFF for side in sides)
            return width, height
        case _:
            raise NotOfItsKind
