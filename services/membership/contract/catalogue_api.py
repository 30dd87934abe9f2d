"""What membership offers about its catalogue of plans and clauses."""

from typing import Protocol

from services.membership.contract.catalogue_commands import AnyCatalogueCommand
from services.membership.contract.catalogue_views import CatalogueOutcome
from services.membership.contract.clause_draft_commands import AnyClauseCommand
from services.membership.contract.clause_views import ClauseOutcome
from services.shared.callers import Caller


class CatalogueApi(Protocol):
    """Part of `MembershipApi`."""

    async def manage_plan(self, command: AnyCatalogueCommand, by: Caller) -> CatalogueOutcome:
        """Carries out one command about a plan.

        Raises:
            NotFound, NotAllowed, InvalidInput, Conflict, SecondFactorRequired, Forbidden
        """
        ...

    async def manage_clause(self, command: AnyClauseCommand, by: Caller) -> ClauseOutcome:
        """Carries out one command about a draft of a clause.

        Raises:
            NotFound, InvalidInput, Conflict, SecondFactorRequired, Forbidden
        """
        ...
