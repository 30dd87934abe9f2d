"""What appeals offer about who appeals."""

from typing import Protocol

from services.appeals.contract.identity import ProveIdentity
from services.appeals.contract.views import Outcome
from services.shared.callers import Caller


class IdentityApi(Protocol):
    """Part of `AppealsApi`."""

    async def prove_identity(self, command: ProveIdentity, by: Caller) -> Outcome:
        """
        Raises:
            NotFound, Forbidden: not the caller's appeal.
            InvalidInput: those are not the digits.
            NotAllowed: too many wrong ones, or no phone is bound: only a second factor will do.
            SecondFactorRequired: neither digits nor a second factor came.
        """
        ...
