"""What membership offers about its catalogue of plans."""

from typing import Protocol

from services.membership.contract.catalogue_commands import AnyCatalogueCommand
from services.membership.contract.catalogue_views import CatalogueOutcome
from services.shared.callers import Caller


class CatalogueApi(Protocol):
    """Part of `MembershipApi`."""

    async def manage_plan(self, command: AnyCatalogueCommand, by: Caller) -> CatalogueOutcome:
        """Carries out one command about a plan.

        Raises:
            NotFound, NotAllowed, InvalidInput, Conflict, SecondFactorRequired, Forbidden
        """
        ...
