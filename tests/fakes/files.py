"""Files as people have them, and as attackers make them."""

import io
import struct
import zipfile
import zlib
from random import Random

from PIL import Image

PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


def picture(kind: str = "PNG", width: int = 40, height: int = 30, **options: object) -> bytes:
    """`kind`: as Pillow calls it."""
    made = io.BytesIO()
    pixels = Random(0).randbytes(3 * width * height)
    Image.frombytes("RGB", (width, height), pixels).save(made, kind, **options)
    return made.getvalue()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def huge_png(width: int, height: int) -> bytes:
    """Small to send, and large to unpack."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(bytes(height * (1 + (width + 7) // 8)), 9)
    return b"\x89PNG\r\n\x1a\n" + head + png_chunk(b"IDAT", rows) + PNG_END


def archive(content: bytes = b"hello", comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("inside.txt", content)
        written.comment = comment
    return made.getvalue()


def pdf(*objects: bytes, head: bytes = b"%PDF-1.7\n", end: bytes = b"%%EOF\n") -> bytes:
    """With a page, and these objects beside it."""
    own = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] >>",
    )
    body, places = head, list[int]()
    for number, content in enumerate((*own, *objects), start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(places) + 1, rows)
    trailer = b"trailer << /Root 1 0 R /Size %d >>\n" % (len(places) + 1)
    return body + table + trailer + b"startxref\n%d\n" % len(body) + end


def stream(content: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def object_stream(content: bytes) -> bytes:
    """Objects packed, as of PDF 1.5 (ISO 32000-2, 7.5.7)."""
    packed = zlib.compress(b"9 0 " + content)
    return stream(packed, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
