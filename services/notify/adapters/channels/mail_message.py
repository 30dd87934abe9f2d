"""An e-mail as the bytes that go over the line: RFC 5322 headers, text and HTML (RFC 2046).

Ours always have the same two parts, so they are written down as they stand. `EmailMessage` parses
each header that it is given and folds it anew when written, which took six times as long as all the
rest of sending a mail.
"""

import base64
import secrets
from collections.abc import Iterable
from email.header import Header
from email.utils import formataddr, parseaddr
from functools import lru_cache

_ADDRESSES = frozenset({"From", "To", "Reply-To"})


def compose(headers: Iterable[tuple[str, str]], text: str, html: str) -> bytes:
    """`headers` in their order, values as a person would write them.

    Raises:
        ValueError: a value has a line break, and would begin another header.
    """
    boundary = f"=_{secrets.token_hex(16)}"  # base64 has no underscore
    head = "".join(f"{name}: {encoded(name, value)}\r\n" for name, value in headers)
    parts = (_part("plain", text), _part("html", html))
    body = "".join(f"--{boundary}\r\n{part}" for part in parts)
    return (
        f"{head}MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
        f"{body}--{boundary}--\r\n"
    ).encode()


def encoded(name: str, value: str) -> str:
    """ASCII stays as it is; words beyond it become encoded words (RFC 2047), and an address
    beyond it stays UTF-8 (RFC 6532)."""
    if any(character in value for character in "\r\n\0"):
        raise ValueError(f"the header {name} has a line break in it")
    if value.isascii():
        return value
    if name in _ADDRESSES:
        display, address = parseaddr(value)
        return formataddr((display, address)) if address.isascii() else value
    return _encoded_words(name, value)


@lru_cache(maxsize=256)
def _encoded_words(name: str, value: str) -> str:
    """Subjects are few and the same for many members."""
    return Header(value, "utf-8", header_name=name).encode(linesep="\r\n")


def _part(subtype: str, content: str) -> str:
    """In base64, whose lines are short enough for every server whatever the text is like."""
    lines = base64.encodebytes(content.encode()).decode("ascii").replace("\n", "\r\n")
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{lines}\r\n"
    )
