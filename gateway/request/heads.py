"""Headers as the server hands them on: looked up without a copy of all."""

from starlette.types import Scope


def header(scope: Scope, name: bytes) -> str | None:
    """The first of that name, which is lower-case; none: there is none."""
    for known, value in scope["headers"]:
        if known == name:
            return str(value, "latin-1")
    return None
