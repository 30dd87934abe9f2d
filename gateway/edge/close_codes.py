"""With what a WebSocket is closed: the codes of graphql-transport-ws, and those that it does not
name, which are in docs/graphql.md."""

from typing import Final

from gateway.identity.viewer import UNAUTHENTICATED_CLOSE, Unauthenticated
from infra.kernel.errors import AppError, Forbidden, TooManyRequests

BAD_MESSAGE: Final = 4400
UNAUTHORIZED: Final = 4401
FORBIDDEN: Final = 4403
WRONG_PROTOCOL: Final = 4406
NO_FIRST_MESSAGE: Final = 4408
TAKEN_ID: Final = 4409
TOO_SLOW: Final = 4413
TOO_MANY_REQUESTS: Final = 4429
TRY_AGAIN_LATER: Final = 1013
_BY_ERROR: Final = {
    Unauthenticated.code: UNAUTHENTICATED_CLOSE,
    Forbidden.code: FORBIDDEN,
    TooManyRequests.code: TOO_MANY_REQUESTS,
}


def code_of(error: AppError) -> int:
    """Where who asks is not let in."""
    return _BY_ERROR.get(error.code, TRY_AGAIN_LATER)
