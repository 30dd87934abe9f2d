"""What files are taken, and that none is taken for another."""

import hashlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import InvalidInput
from services.appeals.contract.evidence import LARGEST_FILE, MediaType
from services.appeals.evidence.domain.inspection import Inspected, Inspection
from services.appeals.evidence.domain.names import LONGEST_NAME
from tests.fakes import files

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
JPEG = files.picture("JPEG")
PNG = files.picture("PNG")
WEBP = files.picture("WEBP")

TAKEN = {
    "a.png": (PNG, MediaType.PNG),
    "animated.png": (files.picture("PNG", save_all=True), MediaType.PNG),
    "a.jpg": (JPEG, MediaType.JPEG),
    "A photo.JPEG": (files.picture("JPEG", progressive=True, quality=95), MediaType.JPEG),
    "with a preview.jpg": (JPEG + JPEG, MediaType.JPEG),
    "filled up.jpg": (JPEG + bytes(64), MediaType.JPEG),
    "with metadata.jpg": (
        files.picture("JPEG", xmp=b'<?xpacket begin=""?><x:xmpmeta/>'), MediaType.JPEG,
    ),
    "lossy.webp": (WEBP, MediaType.WEBP),
    "lossless.webp": (files.picture("WEBP", lossless=True), MediaType.WEBP),
    "extended.webp": (files.picture("WEBP", exif=b"Exif\x00\x00"), MediaType.WEBP),
    "bill.pdf": (files.pdf(), MediaType.PDF),
    "packed.pdf": (files.pdf(files.object_stream(b"<< /Type /Page >>")), MediaType.PDF),
    "drawn.pdf": (files.pdf(files.stream(zlib.compress(b"1 0 0 1 72 72 cm Q"))), MediaType.PDF),
    "scanned.pdf": (files.pdf(files.stream(JPEG, b"/Filter /DCTDecode")), MediaType.PDF),
    "with an outline.pdf": (
        files.pdf(b"<< /Type /Outlines /First 5 0 R >>", files.stream(JPEG, b"/Filter /DCTDecode")),
        MediaType.PDF,
    ),
    "from a picture.pdf": (files.picture("PDF"), MediaType.PDF),
    "notes.txt": ("我付了款。\r\nI paid.\n".encode(), MediaType.TEXT),
    "with a mark.csv": (b"\xef\xbb\xbfa,b\n1,2\n", MediaType.TEXT),
}  # fmt: skip

REFUSED = {
    "another type": ("a.png", JPEG, "of the kind JPEG, not what the name says"),
    "a film": ("a.jpg", b"\0\0\0\x18ftypmp42" + bytes(30), "of the kind MP4"),
    "a program": ("a.png", b"MZ\x90\x00" + bytes(100), "content is not what the name says"),
    "a program by name": ("a.exe", b"MZ\x90\x00", "this kind are not taken"),
    "a drawing": ("a.svg", SVG, "this kind are not taken"),
    "a drawing as a picture": ("a.png", SVG, "also a page"),
    "a drawing as a text": ("a.txt", SVG, "also a page"),
    "a page": ("a.html", SCRIPT, "this kind are not taken"),
    "a page as a text": ("a.txt", b"\n <!DOCTYPE html><p>", "also a page"),
    "a program as a text": ("a.txt", b"#!/bin/sh\nrm -rf /\n", "no plain text"),
    "no text": ("a.txt", b"\xff\xfe\x00", "no plain text"),
    "half a character": ("a.txt", "付".encode()[:2], "no plain text"),
    "an animation": ("a.gif", b"GIF89a", "this kind are not taken"),
    "an archive": ("a.zip", files.archive(bytes(10_000_000)), "this kind are not taken"),
    "an archive as a picture": ("a.png", files.archive(), "content is not what the name says"),
    "a picture with an archive": ("a.png", PNG + files.archive(), "behind the end"),
    "a photo with an archive": ("a.jpg", JPEG + files.archive(), "behind the end"),
    "a photo with a page": ("a.jpg", JPEG + SCRIPT, "also a page"),
    "a picture around an archive": (
        "a.png",
        PNG[: -len(files.PNG_END)] + files.png_chunk(
            b"teXt", files.archive(comment=b"1234" + files.PNG_END)[: -len(files.PNG_END) - 4]
        ) + files.PNG_END,
        "also a page, a program, a document or an archive",
    ),
    "a picture around a page": (
        "a.png", PNG[:33] + files.png_chunk(b"teXt", SCRIPT) + PNG[33:], "also a page",
    ),
    "a picture around a document": (
        "a.png", PNG[:33] + files.png_chunk(b"teXt", files.pdf()) + PNG[33:], "also a page",
    ),
    "a bitmap with something behind": ("a.webp", WEBP + b"more", "behind the end"),
    "a document around an archive": (
        "a.pdf",
        files.pdf(end=b"%" + files.archive(comment=b"\nstartxref\n0\n%%EOF\n")),
        "also a page, a program, a document or an archive",
    ),
    "a document with something behind": ("a.pdf", files.pdf() + b"MZ", "not what the name says"),
    "10,000 times 10,000": ("a.png", files.huge_png(10_000, 10_000), "10000 × 10000"),
    "no size": ("a.png", files.huge_png(0, 4), "not what the name says"),
    "a long side": ("a.png", files.huge_png(40_000, 1), "40000 × 1"),
    "cut off": ("a.png", PNG[:-1], "ends before"),
    "a photo cut off": ("a.jpg", JPEG[:-2], "ends before"),
    "empty": ("a.txt", b"", "ends before"),
    "a script in a document": ("a.pdf", files.pdf(b"<< /S /JavaScript /JS (1) >>"), "JavaScript"),
    "a script by another spelling": (
        "a.pdf", files.pdf(b"<< /S /J#61va#53cript /JS (1) >>"), "JavaScript",
    ),
    "a packed script": (
        "a.pdf", files.pdf(files.object_stream(b"<< /S /JavaScript >>")), "JavaScript",
    ),
    "a packed script with no word of it": (
        "a.pdf", files.pdf(files.stream(zlib.compress(b"9 0 <</S /Launch>>" + b" " * 9))), "Launch",
    ),
    "a packed script behind a bare line end": (
        "a.pdf",
        files.pdf(
            files.object_stream(b"<< /S /JavaScript >>").replace(b"stream\n", b"stream \r", 1)
        ),
        "JavaScript",
    ),
    "far too many streams": ("a.pdf", files.pdf(b"stream\n" * 20_001), "far too much"),
    "far too many parts": (
        "a.png", PNG[:33] + files.png_chunk(b"teXt", b"") * 100_000 + PNG[33:], "not what the name",
    ),
    "far too much filling": ("a.jpg", JPEG[:-2] + b"\xff" * 1_000_000, "not what the name says"),
    "a script packed twice": (
        "a.pdf",
        files.pdf(files.stream(b"00>", b"/N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]")),
        "cannot be looked into",
    ),
    "a program to launch": ("a.pdf", files.pdf(b"<< /S /Launch /F (cmd.exe) >>"), "Launch"),
    "a file inside": ("a.pdf", files.pdf(b"<< /EmbeddedFiles 9 0 R >>"), "EmbeddedFiles"),
    "an encrypted document": ("a.pdf", files.pdf(b"<< /Encrypt 9 0 R >>"), "cannot be looked"),
    "what unpacks to far too much": (
        "a.pdf", files.pdf(files.object_stream(b" " * 40_000_000)), "far too much",
    ),
    "too large": ("a.txt", b"a" * (LARGEST_FILE + 1), "larger than 10 MiB"),
}  # fmt: skip

NAMES = {
    "../../etc/passwd.png": "The name holds a path",
    "..\\boot.png": "The name holds a path",
    "a/b.png": "The name holds a path",
    "C:\\a.png": "The name holds a path",
    "a\x00.png": "The name holds a path",
    "a\r\nx-header: 1.png": "The name holds a path",
    "\ud800.png": "The name holds a path",
    "a" * 1_001 + ".png": "The name holds a path",
    ".png": "this kind are not taken",
    "png": "this kind are not taken",
    "": "this kind are not taken",
    "a.png.exe": "this kind are not taken",
}


def inspected(name: str, content: bytes, step: int = 64 * 1024) -> Inspected:
    inspection = Inspection(name)
    for at in range(0, len(content), step):
        inspection.put(content[at : at + step])
    return inspection.end()


@pytest.mark.parametrize("name", TAKEN)
@pytest.mark.parametrize("step", [64 * 1024, 7])
def test_what_people_have_is_taken_however_it_is_cut(name: str, step: int) -> None:
    content, kind = TAKEN[name]
    found = inspected(name, content, step)
    assert (found.media_type, found.size) == (kind, len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("attack", REFUSED)
def test_what_is_something_else_is_refused_and_says_how_to_mend_it(attack: str) -> None:
    name, content, why = REFUSED[attack]
    for step in (255 * 1024, 1_000 if len(content) < 1_000_000 else 10_000):
        with pytest.raises(InvalidInput, match=why) as refused:
            inspected(name, content, step)
        assert refused.value.field == "files"
        assert name in refused.value.message


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_or_hides_something_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match=NAMES[name]):
        inspected(name, PNG)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  收据  2026.PNG ", "收据 2026.png"),
        ("gnp.\u202egpj.png", "gnp.gpj.png"),
        ('a<b>:"|?*;%.png', "a_b________.png"),
        ("e\u0301.png", "\u00e9.png"),
        ("a" * 500 + ".png", "a" * (LONGEST_NAME - 4) + ".png"),
        ("...hidden. .png", None),
    ],
)
def test_a_name_is_kept_so_that_every_system_can_have_it(given: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(InvalidInput):
            inspected(given, PNG)
    else:
        assert inspected(given, PNG).name == kept


@given(st.sampled_from(sorted(TAKEN)), st.data())
def test_no_taken_file_is_one_when_it_ends_earlier(name: str, data: st.DataObject) -> None:
    """Of texts any part is one, and zeros that fill up are none of the picture."""
    content, kind = TAKEN[name]
    if kind is MediaType.TEXT or name in ("with a preview.jpg", "filled up.jpg"):
        return
    kept = data.draw(st.integers(0, len(content.rstrip()) - 1))
    with pytest.raises(InvalidInput):
        inspected(name, content[:kept])


@given(st.binary(max_size=300), st.sampled_from(["a.png", "a.jpg", "a.webp", "a.pdf", "a.txt"]))
def test_whatever_comes_is_taken_or_refused_and_never_fails(content: bytes, name: str) -> None:
    begins = {"a.png": PNG[:40], "a.jpg": JPEG[:60], "a.webp": WEBP[:30], "a.pdf": b"%PDF-1.7 "}
    try:
        inspected(name, begins.get(name, b"") + content, 17)
    except InvalidInput:
        return
    assert name in ("a.txt", "a.jpg")
