"""What staff decide of incidents, and how members join them."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.appeals.incident_status import MyIncident
from gateway.schema.appeals.incidents import Incident
from gateway.schema.appeals.words import ElsewhereKind
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import me
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.membership.words import Cause, RemedyKind
from gateway.schema.permissions import SPECIALISTS, mutation
from services.appeals.contract import incident_commands as c
from services.appeals.contract import incident_facts as facts

EVERYBODY_READS = "One line of at most 120 characters, without contacts; members read it."


@strawberry.input(description="What members read, in both languages.")
class PublicTextInput:
    zh: str = strawberry.field(description=EVERYBODY_READS)
    en: str = strawberry.field(description=EVERYBODY_READS)

    def text(self) -> facts.PublicText:
        return facts.PublicText(zh=self.zh, en=self.en)


@strawberry.input(description="Another incident that is about the same.")
class ElsewhereInput:
    kind: ElsewhereKind
    id: strawberry.ID


@strawberry.input
class OpenIncidentInput(Input):
    cause: Cause
    since: datetime
    until: datetime | None = strawberry.field(default=None, description="None: it goes on.")
    source: str = strawberry.field(default="", description="As of the traits; empty: any.")
    plan: str = strawberry.field(default="", description="Its code; empty: any.")
    elsewhere: ElsewhereInput | None = None
    reason: str = strawberry.field(description="Why, for staff to read.")


@strawberry.input
class IncidentInput(Input):
    id: strawberry.ID


@strawberry.input
class PreviewIncidentInput(IncidentInput):
    cause: Cause
    remedy: RemedyKind = strawberry.field(
        description="Any but APOLOGY and NOTHING. LIFT_HOLD ends the hold that has this cause."
    )
    days: int | None = strawberry.field(default=None, description="None: as many as each has lost.")
    credit: bool = strawberry.field(
        default=False, description="Also the discount missed on orders meanwhile, if there are any."
    )


@strawberry.input
class ConfirmIncidentInput(IncidentInput):
    reason: str = strawberry.field(description="Members read it.")
    says: PublicTextInput


@strawberry.input
class CancelIncidentInput(IncidentInput):
    reason: str = strawberry.field(description="Why, for staff to read.")


@strawberry.input
class DismissIncidentInput(IncidentInput):
    reason: str = strawberry.field(description="Why, for staff to read.")
    says: PublicTextInput


@strawberry.input
class PublishIncidentStatusInput(IncidentInput):
    says: PublicTextInput


@strawberry.input
class HandOverInput(IncidentInput):
    member_id: strawberry.ID


@strawberry.input
class JoinIncidentInput(IncidentInput):
    text: str = strawberry.field(
        description="For an appeal, where the record does not show the loss."
    )


@strawberry.type(description="The incident after the change.")
class IncidentSuccess:
    incident: Incident
    number: str = strawberry.field(description="Of the case that was opened, if one was.")
    repeated: bool = strawberry.field(description=REPEATED)


@strawberry.type(description="The incident, where the record shows the loss; else an appeal.")
class JoinIncidentSuccess:
    incident: MyIncident | None
    number: str = strawberry.field(description="Of the appeal that was opened instead.")
    repeated: bool = strawberry.field(description="The member had joined, or appealed, before.")


IncidentResult = Annotated[IncidentSuccess | AnyProblem, answers("IncidentResult", "An incident.")]
JoinIncidentResult = Annotated[
    JoinIncidentSuccess | AnyProblem, answers("JoinIncidentResult", "What 'me too' came to.")
]


async def _manage(info: Info, command: c.AnyStaffIncidentCommand, input: Input) -> IncidentSuccess:
    caller = info.context.caller(input.idempotency_key)
    outcome = await info.context.apis.appeals.manage_incident(command, caller)
    return IncidentSuccess(
        incident=Incident.of(outcome.incident), number=outcome.number, repeated=outcome.repeated
    )


@strawberry.type
class IncidentMutations:
    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Opens an incident for losses of a cause within a time, known from elsewhere.",
    )
    async def open_incident(self, info: Info, input: OpenIncidentInput) -> IncidentResult:
        elsewhere = input.elsewhere
        command = c.OpenIncident(
            cause=input.cause,
            since=input.since,
            until=input.until,
            source=input.source,
            plan=input.plan,
            reason=input.reason,
            elsewhere=facts.Elsewhere(kind=elsewhere.kind, id=elsewhere.id) if elsewhere else None,
        )
        return await _manage(info, command, input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Tries a remedy out on everyone affected; nothing is given. `incident` shows "
        "how far it is, what it comes to, and who.",
    )
    async def preview_incident(self, info: Info, input: PreviewIncidentInput) -> IncidentResult:
        remedy = facts.IncidentRemedy(
            cause=input.cause, kind=input.remedy, days=input.days, credit=input.credit
        )
        return await _manage(info, c.PreviewIncident(incident=input.id, remedy=remedy), input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Confirms what was tried out: it reaches everyone affected, once, also those "
        "who never appealed. Above the operator's limit a second of the staff has to.",
    )
    async def confirm_incident(self, info: Info, input: ConfirmIncidentInput) -> IncidentResult:
        command = c.ConfirmIncident(incident=input.id, reason=input.reason, says=input.says.text())
        return await _manage(info, command, input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="The second of the staff, never whoever confirmed it.",
    )
    async def second_incident(self, info: Info, input: IncidentInput) -> IncidentResult:
        return await _manage(info, c.SecondIncident(incident=input.id), input)

    @mutation(*SPECIALISTS, confirmed=True, description="Nobody else gets it until it is resumed.")
    async def pause_incident(self, info: Info, input: IncidentInput) -> IncidentResult:
        return await _manage(info, c.PauseIncident(incident=input.id), input)

    @mutation(*SPECIALISTS, confirmed=True, description="Goes on where it was paused.")
    async def resume_incident(self, info: Info, input: IncidentInput) -> IncidentResult:
        return await _manage(info, c.ResumeIncident(incident=input.id), input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="What was given stays, and nobody else gets it; those who joined are told.",
    )
    async def cancel_incident(self, info: Info, input: CancelIncidentInput) -> IncidentResult:
        return await _manage(info, c.CancelIncident(incident=input.id, reason=input.reason), input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="It was a false alarm. Only those who joined, and the public line, are told.",
    )
    async def dismiss_incident(self, info: Info, input: DismissIncidentInput) -> IncidentResult:
        command = c.DismissIncident(incident=input.id, reason=input.reason, says=input.says.text())
        return await _manage(info, command, input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Tries those again whom the remedy could not reach, at most 500 at once.",
    )
    async def retry_incident(self, info: Info, input: IncidentInput) -> IncidentResult:
        return await _manage(info, c.RetryRefused(incident=input.id), input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Opens a case for a member whom the remedy could not reach.",
    )
    async def hand_over_affected(self, info: Info, input: HandOverInput) -> IncidentResult:
        command = c.HandOver(incident=input.id, member_id=input.member_id)
        return await _manage(info, command, input)

    @mutation(
        *SPECIALISTS,
        confirmed=True,
        description="Publishes what everybody reads of the incident; again for a newer text.",
    )
    async def publish_incident_status(
        self, info: Info, input: PublishIncidentStatusInput
    ) -> IncidentResult:
        command = c.PublishStatus(incident=input.id, says=input.says.text())
        return await _manage(info, command, input)

    @mutation(
        Role.MEMBER,
        description="'Me too': where the record shows the loss, the member is part of the "
        "incident; else an appeal about it is opened.",
    )
    async def join_incident(self, info: Info, input: JoinIncidentInput) -> JoinIncidentResult:
        command = c.JoinIncident(incident=input.id, member_id=me(info), text=input.text)
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.appeals.join_incident(command, caller)
        return JoinIncidentSuccess(
            incident=MyIncident.of(outcome.incident) if outcome.incident else None,
            number=outcome.number,
            repeated=outcome.repeated,
        )
