"""Where a service is reached: over HTTP, or through a socket of this machine."""

import os
from pathlib import Path
from typing import Final

SCHEME: Final = "unix:"
LONGEST_PATH: Final = 95
"""Bytes: every system takes 103 (see unix(7); macOS takes less than Linux), and while it is made a
socket has a longer name."""


def socket_path(url: str) -> Path | None:
    """None: it is reached over HTTP."""
    return Path(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None


def socket_url(path: Path) -> str | None:
    """None: the path is too long for a socket."""
    absolute = path.absolute()
    return f"{SCHEME}{absolute}" if fits(absolute) else None


def fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= LONGEST_PATH
