"""What appeals offer of incidents."""

from typing import Protocol

from services.appeals.contract.incident_commands import AnyStaffIncidentCommand, JoinIncident
from services.appeals.contract.incident_views import IncidentOutcome, JoinOutcome
from services.shared.callers import Caller


class IncidentsOfAppealsApi(Protocol):
    """Part of `AppealsApi`."""

    async def manage_incident(
        self, command: AnyStaffIncidentCommand, by: Caller
    ) -> IncidentOutcome:
        """
        Raises:
            NotFound, NotAllowed, InvalidInput, Conflict, Forbidden, SecondFactorRequired
        """
        ...

    async def join_incident(self, command: JoinIncident, by: Caller) -> JoinOutcome:
        """'Me too': by the record the member is affected, else an appeal is opened.

        Raises:
            NotFound, NotAllowed, InvalidInput, Conflict, Forbidden
        """
        ...
