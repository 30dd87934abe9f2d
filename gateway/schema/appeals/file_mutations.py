"""Adding files to an appeal: each goes on to the service as it comes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from gateway.files.incoming import IncomingFile
from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.appeals.drafts import (
    AppealDraftInput,
    AppealDraftResult,
    AppealDraftSuccess,
)
from gateway.schema.appeals.mutations import AppealInput
from gateway.schema.appeals.results import AppealResult, AppealSuccess
from gateway.schema.basics.member import me
from gateway.schema.permissions import REVIEWERS, mutation
from infra.concurrency.finishing import finished
from infra.kernel.ids import new_id
from services.appeals.contract.drafts import AddDraftFiles
from services.appeals.contract.evidence import PIECE, AddEvidence, NewUpload, Piece

Upload = NewType("Upload", IncomingFile)


def _incoming(value: object) -> object:
    if not isinstance(value, IncomingFile):
        raise ValueError("Send files as the GraphQL multipart request specification has it.")
    return value


UPLOAD: ScalarDefinition = strawberry.scalar(
    name="Upload",
    description="A file, sent as the GraphQL multipart request specification has it.",
    specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
    parse_value=_incoming,
)


@strawberry.input
class AddEvidenceInput(AppealInput):
    files: list[Upload] = strawberry.field(
        description="Pictures (PNG, JPEG, WebP), PDF, plain text (txt, csv, log); at most 10, of "
        "10 MiB each, and 50 for one appeal."
    )
    text: str = strawberry.field(
        default="", description="What the files show, in plain text; may be empty."
    )


@strawberry.input
class AddDraftFilesInput(AppealDraftInput):
    files: list[Upload] = strawberry.field(
        description="As of addEvidence; at most 10 for one draft."
    )


@strawberry.type
class EvidenceMutations:
    @mutation(
        Role.MEMBER,
        *REVIEWERS,
        description="Adds files to an appeal, as one message: all of them, or none. The member "
        "sees what staff add. The same file again is the one that is there. Sent as "
        "multipart/form-data, with a header GraphQL-Require-Preflight.",
    )
    async def add_evidence(self, info: Info, input: AddEvidenceInput) -> AppealResult:
        caller, appeals = info.context.caller(input.idempotency_key), info.context.apis.appeals
        async with _sent(info, input.files, number=input.number) as uploads:
            command = AddEvidence(number=input.number, uploads=uploads, text=input.text)
            return AppealSuccess.of(await appeals.add_evidence(command, caller))

    @mutation(
        Role.MEMBER,
        description="Adds files to a draft of an appeal: all of them, or none. Sent as addEvidence "
        "is.",
    )
    async def add_draft_files(self, info: Info, input: AddDraftFilesInput) -> AppealDraftResult:
        caller, appeals = info.context.caller(input.idempotency_key), info.context.apis.appeals
        async with _sent(info, input.files, draft_id=input.draft_id) as uploads:
            command = AddDraftFiles(member_id=me(info), draft_id=input.draft_id, uploads=uploads)
            return AppealDraftSuccess.of(await appeals.add_draft_files(command, caller))


@asynccontextmanager
async def _sent(
    info: Info, files: Sequence[IncomingFile], *, number: str = "", draft_id: str = ""
) -> AsyncIterator[tuple[str, ...]]:
    """Their uploads, of which nothing is left where they are not kept in the end."""
    info.context.acts()
    appeals, caller = info.context.apis.appeals, info.context.caller()
    uploads = [new_id() for _ in files]
    try:
        for id, file in zip(uploads, files, strict=True):
            name = await file.open()
            new = NewUpload(id=id, number=number, draft_id=draft_id, name=name, together=len(files))
            await appeals.begin_upload(new, caller)
            place = 0
            async for data in file.pieces(PIECE):
                await appeals.add_piece(Piece(upload_id=id, place=place, data=data), caller)
                place += 1
        yield tuple(uploads)
    except BaseException:
        await finished(appeals.give_up_uploads(uploads, caller))
        raise
