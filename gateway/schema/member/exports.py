"""Everything that is known of a member, to be taken away."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.files.links import EXPORTS
from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.appeals.files import holder_of
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import CODE_OR_STEP_UP, me, proven
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import mapped
from gateway.schema.basics.words import enums
from gateway.schema.permissions import mutation, query
from services.membership.contract import exports as contract
from services.membership.contract.exports import ExportState
from services.notify.contract.words import CodePurpose

enums(
    {ExportState: "How far an export has come."},
    {
        ExportState: {
            "PREPARING": "It is being put together; see `progress`.",
            "READY": "It can be downloaded.",
            "DOWNLOADED": "All of it was downloaded; nothing of it is kept any more.",
            "EXPIRED": "Nobody downloaded it in time; nothing of it is kept any more.",
        }
    },
)


@strawberry.type(description="The newest export of the member's data, and when there are others.")
class Export:
    export_id: strawberry.ID | None = strawberry.field(description="None where there was none yet.")
    state: ExportState | None
    progress: int = strawberry.field(description="How much of it is prepared, in percent.")
    requested_at: datetime | None
    ready_at: datetime | None
    expires_at: datetime | None = strawberry.field(description="It is deleted then.")
    downloaded_at: datetime | None
    next_request_at: datetime | None = strawberry.field(
        description="When another one may be asked for; null: now."
    )
    monthly: bool = strawberry.field(description="Whether one is prepared each month by itself.")
    next_monthly_at: datetime | None

    @classmethod
    def of(cls, view: contract.ExportView) -> "Export":
        id = strawberry.ID(view.export_id) if view.export_id else None
        return mapped(cls, view, export_id=id)


@strawberry.type(
    description="Where the export is downloaded, once, by whom this was given to and nobody else."
)
class ExportLink:
    path: str = strawberry.field(
        description="On the gateway's own address; GET it without a token within five minutes. "
        "Where the line breaks, ask for another link: all of it has to arrive."
    )
    expires_at: datetime
    file_name: str


@strawberry.type(description="The export after the change.")
class ExportSuccess:
    export: Export
    link: ExportLink | None = strawberry.field(description="Where one was asked for.")
    repeated: bool = strawberry.field(description=REPEATED)


ExportResult = Annotated[ExportSuccess | AnyProblem, answers("ExportResult", "A changed export.")]


@strawberry.input
class ExportInput(Input):
    code: str | None = CODE_OR_STEP_UP


@strawberry.input
class SetMonthlyExportInput(ExportInput):
    on: bool = strawberry.field(description="Whether there is to be one.")


@strawberry.type
class ExportQueries:
    @query(Role.MEMBER, description="The export of the own data: whether there is one, how far.")
    async def export(self, info: Info) -> Export:
        asked = contract.GetExport(member_id=me(info))
        view = await info.context.readers.membership.ask(asked, contract.ExportView)
        return Export.of(view)


@strawberry.type
class ExportMutations:
    @mutation(
        Role.MEMBER,
        description="Has everything that is known of the member put together: membership, "
        "benefits, consumption, clauses, messages, sign-ins, appeals with their files. Once in 24 "
        "hours; the member is told when it is ready.",
    )
    async def request_export(self, info: Info, input: ExportInput) -> ExportResult:
        return await _changed(info, contract.RequestExport(member_id=me(info)), input)

    @mutation(Role.MEMBER, description="Whether an export is prepared each month by itself.")
    async def set_monthly_export(self, info: Info, input: SetMonthlyExportInput) -> ExportResult:
        command = contract.SetMonthlyExport(member_id=me(info), on=input.on)
        return await _changed(info, command, input)

    @mutation(
        Role.MEMBER,
        description="A link by which the export that is ready is downloaded. Once it was loaded "
        "whole, nothing of it is kept.",
    )
    async def export_link(self, info: Info, input: ExportInput) -> ExportResult:
        return await _changed(info, contract.GiveVoucher(member_id=me(info)), input)


async def _changed(
    info: Info, command: contract.AnyExportCommand, input: ExportInput
) -> ExportSuccess:
    """With a code or a fresh factor: whoever only has a session takes nothing away."""
    context, key = info.context, input.idempotency_key
    proof = await proven(info, CodePurpose.EXPORT, input.code, key)
    caller = context.caller(key, **proof)
    outcome = await context.apis.membership.manage_export(command, caller)
    return ExportSuccess(
        export=Export.of(outcome.export),
        link=_link(info, outcome) if outcome.voucher else None,
        repeated=outcome.repeated,
    )


def _link(info: Info, outcome: contract.ExportOutcome) -> ExportLink:
    link = info.context.files.to(outcome.voucher, holder_of(info.context), EXPORTS)
    name = f"export-{outcome.export.export_id}.zip"
    return ExportLink(path=link.path, expires_at=link.expires_at, file_name=name)
