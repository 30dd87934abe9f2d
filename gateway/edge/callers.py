"""How many WebSockets each caller has open: one caller cannot take the room of all."""

from collections import Counter

from starlette.requests import HTTPConnection

from gateway.identity.viewer import Role, Viewer


class Callers:
    """`most`: sockets of one caller at a time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._open: Counter[str] = Counter()

    def enter(self, caller: str) -> bool:
        """Whether there was room for one more."""
        if self._open[caller] >= self.most:
            return False
        self._open[caller] += 1
        return True

    def leave(self, caller: str) -> None:
        self._open[caller] -= 1
        if not self._open[caller]:
            del self._open[caller]


def caller_of(viewer: Viewer, connection: HTTPConnection) -> str:
    """Whom a socket is counted for: the person or program of the token, else the address."""
    if viewer.role is not Role.ANONYMOUS:
        return f"{viewer.role}:{viewer.id}"
    return f"{viewer.role}:{connection.client.host if connection.client else ''}"
