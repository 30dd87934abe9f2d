"""Damaged records of members, and the incident that they open."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import mapped
from gateway.schema.permissions import ADMINS, ANY_STAFF, mutation, query
from services.membership.contract import record_incidents as views
from services.membership.contract.queries import GetRecordIncidents


@strawberry.type(
    description="Stored records of members were not as they had been written: what was found and "
    "put right until somebody closed it."
)
class RecordIncident:
    id: strawberry.ID
    opened_at: datetime
    last_at: datetime = strawberry.field(description="When the last damage was found.")
    repaired: int = strawberry.field(description="How many times a record was put right.")
    beyond_repair: list[strawberry.ID] = strawberry.field(
        description="Members of whom too little was left: restore them from a backup."
    )
    closed_at: datetime | None = strawberry.field(description="None while it is open.")
    closed_by: str = strawberry.field(description="The id of staff; empty while it is open.")
    closed_by_name: str
    reason: str = strawberry.field(description="What it was, and why it is over.")

    @classmethod
    def of(cls, view: views.RecordIncident) -> "RecordIncident":
        beyond = [strawberry.ID(id) for id in view.beyond_repair]
        return mapped(cls, view, beyond_repair=beyond)


@strawberry.input
class CloseRecordIncidentInput(Input):
    incident_id: strawberry.ID
    reason: str = strawberry.field(description="What it was, and why it is over.")


@strawberry.type(description="The incident after the change.")
class RecordIncidentSuccess:
    incident: RecordIncident
    repeated: bool = strawberry.field(description=REPEATED)


RecordIncidentResult = Annotated[
    RecordIncidentSuccess | AnyProblem, answers("RecordIncidentResult", "A closed incident.")
]


@strawberry.type
class RecordIncidentQueries:
    @query(
        *ANY_STAFF,
        description="Incidents of damaged records: the open one first, then those closed last, at "
        "most 50.",
    )
    async def record_incidents(self, info: Info) -> list[RecordIncident]:
        asked = GetRecordIncidents()
        found = await info.context.readers.membership.ask(asked, views.RecordIncidents)
        return [RecordIncident.of(one) for one in found.incidents]


@strawberry.type
class RecordIncidentMutations:
    @mutation(
        *ADMINS,
        confirmed=True,
        description="Closes an incident of damaged records; who, when and why is kept. The next "
        "damage opens another one.",
    )
    async def close_record_incident(
        self, info: Info, input: CloseRecordIncidentInput
    ) -> RecordIncidentResult:
        command = views.CloseRecordIncident(incident_id=input.incident_id, reason=input.reason)
        caller = info.context.caller(input.idempotency_key)
        done = await info.context.apis.membership.close_record_incident(command, caller)
        return RecordIncidentSuccess(
            incident=RecordIncident.of(done.incident), repeated=done.repeated
        )
