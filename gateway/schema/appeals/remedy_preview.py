"""What a decision would give, before it is made."""

import strawberry

from gateway.request.context import Context, Info
from gateway.schema.appeals.queries import find_appeal
from gateway.schema.appeals.remedies import RemedyGiven, RemedyPartInput, RemedyRefusal
from gateway.schema.basics.scalars import Money
from gateway.schema.membership.words import Cause
from gateway.schema.permissions import ANY_STAFF, query
from infra.kernel.errors import AppError, to_record
from services.membership.contract.queries import PreviewRemedy
from services.membership.contract.views import RemedyPreview as RemedyPreviewView


@strawberry.type(description="What a remedy would give now, or why it cannot be given.")
class RemedyPreview:
    gives: RemedyGiven | None
    worth: Money = strawberry.field(
        description="What is credited, and the days by the price that is held."
    )
    refusal: RemedyRefusal | None
    member_id: strawberry.Private[str]


@strawberry.type
class RemedyQueries:
    @query(
        *ANY_STAFF,
        description="Tries out a remedy for an appeal, without giving it; none where there is no "
        "such appeal.",
    )
    async def remedy_preview(
        self, info: Info, number: str, cause: Cause, remedies: list[RemedyPartInput]
    ) -> RemedyPreview | None:
        return await _tried(info.context, number, cause, remedies)


async def _tried(
    context: Context, number: str, cause: Cause, remedies: list[RemedyPartInput]
) -> RemedyPreview | None:
    appeal = await find_appeal(context, number)
    if appeal is None or not remedies:
        return None
    member_id = str(appeal.member_id)
    asked = PreviewRemedy(
        member_id=member_id,
        loss_cause=cause,
        lost_at=appeal.lost_at or appeal.submitted_at,
        parts=tuple(one.part() for one in remedies),
        by=context.caller(None),
    )
    try:
        view = await context.readers.membership.ask(asked, RemedyPreviewView)
    except AppError as error:
        refusal = RemedyRefusal.of(to_record(error))
        return RemedyPreview(gives=None, worth=Money.of(0), refusal=refusal, member_id=member_id)
    gives, worth = RemedyGiven.of(view.gives), Money.of(view.worth)
    return RemedyPreview(gives=gives, worth=worth, refusal=None, member_id=member_id)
