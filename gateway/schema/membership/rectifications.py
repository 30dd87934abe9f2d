"""A member has the record rectified."""

from datetime import datetime

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Context, Info
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.inputs import Input, MemberInput
from gateway.schema.basics.member import me
from gateway.schema.basics.scalars import mapped
from gateway.schema.membership.commands import change_membership
from gateway.schema.membership.results import MembershipResult
from gateway.schema.membership.words import RectificationState, RectifiedSubject
from gateway.schema.permissions import ANY_STAFF, REVIEWERS, mutation, query
from services.membership.contract import rectification_commands as commands
from services.membership.contract import rectification_views as views
from services.membership.contract.queries import GetOpenRectifications, GetRectifications

_ABOUT = "The id of the event, payment or order; none where it is about no one entry (RECORD)."


@strawberry.type(description="That a member asked for the record to be corrected, and its end.")
class Rectification:
    id: strawberry.ID
    subject: RectifiedSubject
    about: str = strawberry.field(description=_ABOUT)
    wrong: str = strawberry.field(description="What stands there, as the member says.")
    right: str = strawberry.field(description="What should stand there, as the member says.")
    asked_at: datetime
    answer_by: datetime = strawberry.field(description="As was promised.")
    state: RectificationState
    overdue: bool = strawberry.field(description="Open past the time that was promised.")
    ended_at: datetime | None
    reason: str = strawberry.field(description="Why it was decided so; empty while it is not.")
    mended: list[strawberry.ID] = strawberry.field(
        description="Ids of the events by which the record was corrected."
    )

    @classmethod
    def of(cls, view: views.RectificationView) -> "Rectification":
        return mapped(
            cls,
            view,
            id=strawberry.ID(view.id),
            mended=[strawberry.ID(one) for one in view.mended],
        )


@strawberry.type(description="What one member asked to have corrected and is not decided.")
class OpenRectifications:
    member_id: strawberry.ID
    answer_by: datetime = strawberry.field(description="Of the first that has to be answered.")
    rectifications: list[Rectification]

    @classmethod
    def of(cls, view: views.OpenRectifications) -> "OpenRectifications":
        return mapped(
            cls,
            view,
            member_id=strawberry.ID(view.member_id),
            rectifications=[Rectification.of(one) for one in view.rectifications],
        )


async def rectifications_of(context: Context, member_id: str) -> list[Rectification]:
    asked = GetRectifications(member_id=member_id)
    view = await context.readers.membership.find(asked, views.RectificationsView)
    return [Rectification.of(one) for one in view.rectifications] if view else []


@strawberry.type
class RectificationQueries:
    @query(
        *ANY_STAFF,
        description="Members who asked for corrections that are not decided, by when they have to "
        "be answered. `totalCount` counts members and stops at 1000.",
    )
    async def open_rectifications(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> Connection[OpenRectifications]:
        async def fetch(start: str, count: int) -> views.OpenRectificationsPage:
            asked = GetOpenRectifications(after=start, first=count)
            return await info.context.readers.membership.ask(asked, views.OpenRectificationsPage)

        return await connect(
            info.context.cursors("open-rectifications"), first, after, fetch,
            lambda page: [OpenRectifications.of(one) for one in page.members],
        )  # fmt: skip


@strawberry.input
class AskRectificationInput(Input):
    subject: RectifiedSubject = RectifiedSubject.RECORD
    about: str = strawberry.field(default="", description=_ABOUT)
    wrong: str = strawberry.field(
        description="What stands there; at most 1,000 characters, without phone numbers and "
        "e-mail addresses, which are changed with setContacts."
    )
    right: str = strawberry.field(description="What should stand there; as wrong.")


@strawberry.input
class WithdrawRectificationInput(Input):
    id: strawberry.ID


@strawberry.input
class DecideRectificationInput(MemberInput):
    id: strawberry.ID
    accepted: bool
    reason: str = strawberry.field(description="The member reads it.")
    mended: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Ids of the events since it was asked by which the record was corrected.",
    )
    nothing_to_mend: bool = strawberry.field(
        default=False,
        description="It is accepted, and for the reason said nothing had to change.",
    )


@strawberry.type
class RectificationMutations:
    @mutation(
        Role.MEMBER,
        description="Says what is wrong in your record, and what would be right. A person decides "
        "within the time promised (answerBy); see rectifications. One at a time about each thing, "
        "at most five at once.",
    )
    async def ask_rectification(self, info: Info, input: AskRectificationInput) -> MembershipResult:
        command = commands.AskRectification(
            member_id=me(info),
            subject=input.subject,
            about=input.about,
            wrong=input.wrong,
            right=input.right,
        )
        return await change_membership(info, command, input.idempotency_key)

    @mutation(Role.MEMBER, description="Takes back what you asked to have corrected.")
    async def withdraw_rectification(
        self, info: Info, input: WithdrawRectificationInput
    ) -> MembershipResult:
        command = commands.WithdrawRectification(member_id=me(info), rectification_id=input.id)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(
        *REVIEWERS,
        confirmed=True,
        description="Accepts or refuses a correction that a member asked for. It changes nothing "
        "by itself: correct the record first, and name the events that did.",
    )
    async def decide_rectification(
        self, info: Info, input: DecideRectificationInput
    ) -> MembershipResult:
        command = commands.DecideRectification(
            member_id=input.member_id,
            rectification_id=input.id,
            accepted=input.accepted,
            reason=input.reason,
            mended=tuple(input.mended),
            nothing_to_mend=input.nothing_to_mend,
        )
        return await change_membership(info, command, input.idempotency_key)
