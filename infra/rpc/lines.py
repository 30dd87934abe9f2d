"""What calls go through, and what may come of them."""

from typing import Any, Final, Protocol

from infra.kernel.errors import Unavailable
from infra.kernel.sentences import both
from infra.rpc.methods import Method

CALL_SECONDS: Final = 60.0
CONNECT_SECONDS: Final = 2.0


class Unreachable(Exception):
    """Whether the call was carried out is not known: it can be repeated."""


class CallLine(Protocol):
    """To one service."""

    async def call(self, method: Method, arguments: bytes) -> Any:
        """Calls once.

        Raises:
            AppError: what the service answered, or `Unavailable` where it failed.
            Unreachable: it did not answer within `CALL_SECONDS`, or the line broke.
        """

    async def close(self) -> None: ...


def failed(method: Method, status: int) -> Unavailable:
    """Something that nobody expected; `status`: as of HTTP."""
    return Unavailable(
        both(
            "系统的一部分出错，已记录。", "A part of the system failed; the failure was recorded."
        ),
        details={"method": method.name, "status": status},
    )
