"""What `make web` wrote: a document, files whose names say their content, and the operations."""

import gzip
import html
import json
import mimetypes
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

BUILT: Final = Path(__file__).parent / "built"
EXPLORER: Final = Path(__file__).parent / "built_explorer"
OPERATIONS: Final = BUILT / "operations.json"
"""All that the pages ask of the graph, by the hashes that they send in place of texts."""
_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_FACTS: Final = "{facts}"
"""What stands in a document for what the gateway says of itself."""
_NOT_SMALLER: Final = ("image/png", "font/woff2")


class BuiltFile:
    """One file of `assets`; packed once, when it is asked for first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.media_type = _TYPES.get(path.suffix, guessed)

    @cached_property
    def content(self) -> bytes:
        return self._path.read_bytes()

    @cached_property
    def packed(self) -> bytes | None:
        """By gzip; none: that would not make it smaller."""
        if self.media_type in _NOT_SMALLER:
            return None
        return gzip.compress(self.content, mtime=0)


class BuiltPages:
    """
    Raises:
        FileNotFoundError: nothing was built.
    """

    def __init__(self, folder: Path = BUILT) -> None:
        self.document = (folder / "index.html").read_text("utf-8")
        self.files = {path.name: BuiltFile(path) for path in (folder / "assets").iterdir()}

    def document_with(self, facts: Mapping[str, bool]) -> str:
        return self.document.replace(_FACTS, html.escape(json.dumps(facts)))
