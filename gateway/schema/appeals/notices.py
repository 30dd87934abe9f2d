"""What staff are told of appeals: a list with marks of what was read, and as it happens."""

import contextlib
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated

import strawberry

from gateway.cursors.feed_cursors import feed_cursor
from gateway.request.context import Info
from gateway.schema.appeals.words import NoticeKind, Owed
from gateway.schema.basics.connections import Connection, connect
from gateway.schema.basics.following import AFTER, following, place_after
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import AnyProblem, answers
from gateway.schema.basics.scalars import Language, mapped
from gateway.schema.permissions import ANY_STAFF, REVIEWERS, mutation, query, subscription
from services.appeals.contract import notices as contract

NOTICES, NOTICED = "staff-notices", "staff-noticed"
"""Kinds of cursors: in the list, and in the subscription."""


@strawberry.type(description="Something that staff are told of an appeal.")
class StaffNotice:
    id: strawberry.ID
    kind: NoticeKind
    number: str = strawberry.field(description="The number of the appeal.")
    at: datetime
    own: bool = strawberry.field(description="To you, not to the whole desk.")
    read: bool
    holds: bool = strawberry.field(description="Whether there is still something to do about it.")
    due: datetime | None = strawberry.field(
        description="Of a promise: by when it is to be kept; else null."
    )
    owed: Owed | None
    left_minutes: int | None = strawberry.field(
        description="Business time that is left until the promise breaks."
    )

    @classmethod
    def of(cls, view: contract.NoticeView) -> "StaffNotice":
        return mapped(cls, view, id=strawberry.ID(view.id))


@strawberry.type(description="A notice, as it came.")
class StaffNoticed:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    notice: StaffNotice

    @property
    def mark(self) -> str:
        return str(self.notice.id)


@strawberry.input
class MarkStaffNoticesReadInput(Input):
    ids: list[strawberry.ID] = strawberry.field(description="A hundred at most.")


@strawberry.type(description="The notices are marked as read.")
class StaffNoticesRead:
    unread: int = strawberry.field(description="Those that are left; 1000 is that or more.")


StaffNoticesReadResult = Annotated[
    StaffNoticesRead | AnyProblem, answers("StaffNoticesReadResult", "Marked notices.")
]


@strawberry.input
class SetStaffContactInput(Input):
    email: str = strawberry.field(description="Where mails go. Empty: none are sent.")
    language: Language = Language.ZH
    desk: bool = strawberry.field(
        default=False, description="Also of what is for the whole desk, not only of your own."
    )


@strawberry.type(description="Where you are told of appeals by mail.")
class StaffContact:
    email: str = strawberry.field(description="Empty: by no mail.")
    language: str
    desk: bool

    @classmethod
    def of(cls, view: contract.StaffContact) -> "StaffContact":
        return mapped(cls, view)


@strawberry.type(description="The address is kept.")
class StaffContactSuccess:
    contact: StaffContact


StaffContactResult = Annotated[
    StaffContactSuccess | AnyProblem, answers("StaffContactResult", "An own address.")
]


@strawberry.type
class NoticeQueries:
    @query(*ANY_STAFF, description="Where you are told of appeals by mail.")
    async def staff_contact(self, info: Info) -> StaffContact:
        asked = contract.GetStaffContact(staff_id=info.context.viewer.id)
        view = await info.context.readers.appeals.ask(asked, contract.StaffContact)
        return StaffContact.of(view)

    @query(
        *ANY_STAFF,
        description="What you are told of appeals, newest first: of those that you have, and of "
        "those that nobody has.",
    )
    async def staff_notices(
        self, info: Info, *, only_unread: bool = False, first: int = 20, after: str | None = None
    ) -> Connection[StaffNotice]:
        me = info.context.viewer.id

        async def fetch(start: str, count: int) -> contract.NoticesPage:
            asked = contract.GetNotices(
                staff_id=me, only_unread=only_unread, after=start, first=count
            )
            return await info.context.readers.appeals.ask(asked, contract.NoticesPage)

        return await connect(
            info.context.cursors(NOTICES),
            first,
            after,
            fetch,
            lambda page: [StaffNotice.of(one) for one in page.notices],
        )


@strawberry.type
class NoticeMutations:
    @mutation(*REVIEWERS, description="Says where you are told of appeals by mail.")
    async def set_staff_contact(
        self, info: Info, input: SetStaffContactInput
    ) -> StaffContactResult:
        command = contract.SetStaffContact(
            email=input.email, language=input.language.value, desk=input.desk
        )
        caller = info.context.caller(input.idempotency_key)
        view = await info.context.apis.appeals.set_staff_contact(command, caller)
        return StaffContactSuccess(contact=StaffContact.of(view))

    @mutation(*REVIEWERS, description="Marks notices as read, for you alone.")
    async def mark_staff_notices_read(
        self, info: Info, input: MarkStaffNoticesReadInput
    ) -> StaffNoticesReadResult:
        command = contract.MarkNoticesRead(ids=tuple(input.ids))
        caller = info.context.caller(input.idempotency_key)
        done = await info.context.apis.appeals.mark_notices_read(command, caller)
        return StaffNoticesRead(unread=done.unread)


@strawberry.type
class NoticeSubscription:
    @subscription(*ANY_STAFF, description=f"What you are told of appeals, as it happens. {AFTER}")
    async def staff_noticed(
        self, info: Info, after: str | None = None
    ) -> AsyncGenerator[StaffNoticed, None]:
        context, me = info.context, info.context.viewer.id
        feed, cursors = context.feeds.appeals, context.cursors(NOTICED)
        start = place_after(cursors, after)
        async with contextlib.aclosing(following(context, feed, None, start)) as events:
            async for placed in events:
                event = placed.numbered.event
                if event.type not in contract.TELLING:
                    continue
                asked = contract.GetNoticesOf(staff_id=me, event_id=event.id)
                [page] = await context.apis.appeals.read([asked])
                if isinstance(page, contract.NoticesPage):
                    for one in page.notices:
                        cursor = feed_cursor(cursors, placed.place)
                        yield StaffNoticed(cursor=cursor, notice=StaffNotice.of(one))
