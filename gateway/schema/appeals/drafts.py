"""Drafts of appeals: what a member has begun to write, and nobody else reads."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.appeals.files import EvidenceFile
from gateway.schema.appeals.results import AppealResult, AppealSuccess
from gateway.schema.appeals.words import AppealState
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import me
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import mapped
from gateway.schema.permissions import mutation
from services.appeals.contract import draft_views, drafts
from services.appeals.contract.draft_views import GetDrafts
from services.appeals.contract.views import Outcome


@strawberry.type(description="An appeal that is not handed in yet: no number, no clock.")
class AppealDraft:
    draft_id: strawberry.ID
    state: AppealState = AppealState.DRAFT
    lost_at: datetime | None = strawberry.field(description="Of the loss that it is about.")
    text: str
    orders: list[str]
    revision: int = strawberry.field(description="Counts how often it was changed.")
    begun_at: datetime
    saved_at: datetime
    kept_until: datetime = strawberry.field(
        description="It can be handed in before; then it ends by itself."
    )
    files: list[EvidenceFile] = strawberry.field(
        description="They become files of the appeal, or go with the draft."
    )

    @classmethod
    def of(cls, view: draft_views.DraftView) -> "AppealDraft":
        return mapped(
            cls,
            view,
            draft_id=strawberry.ID(view.draft_id),
            state=AppealState.DRAFT,
            orders=list(view.orders),
            files=[EvidenceFile.of(one) for one in view.files],
        )


@strawberry.type(description="A draft after it was saved; none once it is gone.")
class AppealDraftSuccess:
    draft: AppealDraft | None
    repeated: bool = strawberry.field(description=REPEATED)

    @classmethod
    def of(cls, outcome: drafts.DraftOutcome) -> "AppealDraftSuccess":
        draft = AppealDraft.of(outcome.draft) if outcome.draft else None
        return cls(draft=draft, repeated=outcome.repeated)


AppealDraftResult = Annotated[
    AppealDraftSuccess | AnyProblem, answers("AppealDraftResult", "A changed draft.")
]


@strawberry.input
class SaveAppealDraftInput(Input):
    draft_id: strawberry.ID | None = strawberry.field(
        default=None, description="None: begins one; there is one draft a loss."
    )
    text: str = ""
    orders: list[str] = strawberry.field(
        default_factory=list,
        description="Numbers of orders or payments that show it, as the member has them.",
    )
    lost_at: datetime | None = strawberry.field(
        default=None, description="Of a new draft: names a loss, to the day. None: the latest."
    )
    revision: int | None = strawberry.field(
        default=None, description="Refused where another one was saved meanwhile."
    )


@strawberry.input
class AppealDraftInput(Input):
    draft_id: strawberry.ID


@strawberry.input
class RemoveDraftFileInput(AppealDraftInput):
    file_id: strawberry.ID


@strawberry.type
class DraftMutations:
    @mutation(
        Role.MEMBER, description="Begins or changes a draft of an appeal, which nobody else reads."
    )
    async def save_appeal_draft(self, info: Info, input: SaveAppealDraftInput) -> AppealDraftResult:
        command = drafts.SaveDraft(
            member_id=me(info),
            draft_id=input.draft_id or "",
            text=input.text,
            orders=tuple(input.orders),
            lost_at=input.lost_at,
            revision=input.revision,
        )
        return AppealDraftSuccess.of(await _change(info, command, input.idempotency_key))

    @mutation(Role.MEMBER, description="Hands in a draft: it becomes an appeal, once.")
    async def submit_appeal_draft(self, info: Info, input: AppealDraftInput) -> AppealResult:
        command = drafts.SubmitDraft(member_id=me(info), draft_id=input.draft_id)
        outcome = await _change(info, command, input.idempotency_key)
        if outcome.appeal is None:
            raise ValueError("a draft that was handed in is an appeal")
        return AppealSuccess.of(Outcome(appeal=outcome.appeal, repeated=outcome.repeated))

    @mutation(Role.MEMBER, description="Discards a draft; one that is gone is discarded already.")
    async def discard_appeal_draft(self, info: Info, input: AppealDraftInput) -> AppealDraftResult:
        command = drafts.DiscardDraft(member_id=me(info), draft_id=input.draft_id)
        return AppealDraftSuccess.of(await _change(info, command, input.idempotency_key))

    @mutation(Role.MEMBER, description="Takes a file out of a draft; it is gone then.")
    async def remove_draft_file(self, info: Info, input: RemoveDraftFileInput) -> AppealDraftResult:
        command = drafts.RemoveDraftFile(
            member_id=me(info), draft_id=input.draft_id, file_id=input.file_id
        )
        return AppealDraftSuccess.of(await _change(info, command, input.idempotency_key))


async def _change(info: Info, command: drafts.DraftCommand, key: str | None) -> drafts.DraftOutcome:
    caller = info.context.caller(key)
    info.context.acts()
    return await info.context.apis.appeals.change_draft(command, caller)


async def drafts_of(context: Context, member_id: str) -> list[AppealDraft]:
    """None for anybody but the member."""
    if context.viewer.role is not Role.MEMBER or context.viewer.id != member_id:
        return []
    asked = GetDrafts(member_id=member_id)
    view = await context.readers.appeals.ask(asked, draft_views.DraftsView)
    return [AppealDraft.of(one) for one in view.drafts]
