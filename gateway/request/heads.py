"""Headers as the server hands them on: looked at once, whoever asks for them."""

from typing import Final

from starlette.types import Scope

_BY_NAME: Final = "reinstate.headers"
"""An extension of the scope."""


def header(scope: Scope, name: bytes) -> str | None:
    """The first of that name, which is lower-case; none: there is none."""
    known = scope.get(_BY_NAME)
    if known is None:
        known = scope[_BY_NAME] = dict(reversed(scope["headers"]))
    value: bytes | None = known.get(name)
    return None if value is None else str(value, "latin-1")
