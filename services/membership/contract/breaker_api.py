"""What membership offers about its breaker."""

from typing import Protocol

from services.membership.contract.breaker_commands import DecideMassLoss
from services.membership.contract.breaker_views import MassLossOutcome
from services.shared.callers import Caller


class BreakerApi(Protocol):
    """Part of `MembershipApi`."""

    async def decide_mass_loss(self, command: DecideMassLoss, by: Caller) -> MassLossOutcome:
        """Releases or discards what was deferred; where two have to agree, the first call proposes
        it and the second one, of somebody else, decides.

        Raises:
            NotFound, NotAllowed, InvalidInput, Conflict, SecondFactorRequired, Forbidden
        """
        ...
