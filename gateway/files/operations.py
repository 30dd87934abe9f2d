"""What a request with files asks, as the GraphQL multipart request specification has it: the part
`operations`, the part `map`, then the files."""

from collections.abc import Callable
from typing import Any, Final

from gateway.files.body import MultipartBody, not_multipart
from gateway.files.incoming import IncomingFile, IncomingFiles

LONGEST_OPERATIONS: Final = 256 * 1024
"""Bytes: as of any other request."""
LONGEST_MAP: Final = 16 * 1024
MOST_FILES: Final = 50
"""Of one request; how many belong together is for who takes them to say."""
HEADERS: Final = ("graphql-require-preflight", "apollo-require-preflight")
"""A page of a stranger can send a form, but none of these without asking first (Fetch, CORS)."""

Decode = Callable[[bytes], Any]
"""Of JSON text, an object."""


async def read_operations(body: MultipartBody, decode: Decode) -> dict[str, Any]:
    """One operation with its variables, those of the map being files that were not read yet.

    Raises:
        InvalidInput: it is not as the specification has it.
    """
    operations = decode(await _text(body, "operations", LONGEST_OPERATIONS))
    places = decode(await _text(body, "map", LONGEST_MAP))
    if not 0 < len(places) <= MOST_FILES:
        raise not_multipart()
    files = IncomingFiles(body, list(places))
    for part, paths in places.items():
        if not (isinstance(paths, list) and len(paths) == 1 and isinstance(paths[0], str)):
            raise not_multipart()
        _put(operations, paths[0].split("."), IncomingFile(files, part))
    return dict(operations)


async def _text(body: MultipartBody, name: str, longest: int) -> bytes:
    part = await body.next_part()
    if part is None or part.name != name:
        raise not_multipart()
    return await body.text(longest)


def _put(operations: Any, path: list[str], file: IncomingFile) -> None:
    """In the place of a null, among the variables and nowhere else."""
    *way, last = path
    if way[:1] != ["variables"]:
        raise not_multipart()
    target = operations
    for step in way:
        target = _inside(target, step)
    if _inside(target, last) is not None:
        raise not_multipart()
    target[int(last) if isinstance(target, list) else last] = file


def _inside(target: Any, step: str) -> Any:
    if isinstance(target, dict) and step in target:
        return target[step]
    if isinstance(target, list) and step.isdecimal() and int(step) < len(target):
        return target[int(step)]
    raise not_multipart()
