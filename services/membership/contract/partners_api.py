"""What membership offers about partners: they are managed, and what they are shown is read."""

from typing import Protocol

from services.membership.contract.partner_commands import AnyPartnerCommand
from services.membership.contract.partner_views import PartnerOutcome, SharedPage
from services.shared.callers import Caller


class PartnersApi(Protocol):
    """Part of `MembershipApi`."""

    async def manage_partner(self, command: AnyPartnerCommand, by: Caller) -> PartnerOutcome:
        """Carries out one command about a partner or its keys.

        Raises:
            NotFound, NotAllowed, InvalidInput, Conflict, SecondFactorRequired, Forbidden
        """
        ...

    async def shared_with(self, partner_id: str, after: int, limit: int) -> SharedPage:
        """What one partner was shown above the place `after`, at a cost that others' items do not
        add to; does not wait. Nothing of members who have withdrawn since but the end."""
        ...

    async def shared(
        self, after: int, limit: int, wait_seconds: float, partner_ids: list[str] | None
    ) -> SharedPage:
        """What partners were shown above the place `after`, of all of them or of those named; waits
        up to `wait_seconds` for the first. Nothing of members who have withdrawn since but the
        end."""
        ...
