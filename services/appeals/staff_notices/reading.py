"""Staff read what they are told, and mark it as read."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from infra.kernel.errors import Forbidden, InvalidInput
from infra.kernel.paging import page_size
from infra.kernel.sentences import Either, both
from infra.kernel.values import BadValue, email, language
from services.appeals.contract.notices import (
    GetNotices,
    GetNoticesOf,
    GetStaffContact,
    MarkNoticesRead,
    NoticesPage,
    NoticesRead,
    NoticeView,
    SetStaffContact,
    StaffContact,
)
from services.appeals.contract.query import Query
from services.appeals.contract.views import Answer
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.recording.notices import holds
from services.appeals.ports import AppealStore
from services.appeals.staff_notices.contact_store import ContactStore
from services.appeals.staff_notices.notice_store import NoticeStore, StoredNotice
from services.shared.callers import ActorKind, Caller

MOST_MARKED = 100


class NoticeReading:
    def __init__(self, notices: NoticeStore, contacts: ContactStore, appeals: AppealStore) -> None:
        self._notices = notices
        self._contacts = contacts
        self._appeals = appeals
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetNotices: self._page,
            GetNoticesOf: self._of_event,
            GetStaffContact: self._contact,
        }

    async def mark(self, command: MarkNoticesRead, by: Caller) -> NoticesRead:
        """
        Raises:
            Forbidden: not staff.
        """
        if by.actor.kind != ActorKind.STAFF:
            raise Forbidden(both("只有工作人员可以这样做。", "Only staff can do this."))
        await self._notices.mark(by.actor.id, command.ids[:MOST_MARKED])
        return NoticesRead(unread=await self._notices.count(by.actor.id, only_unread=True))

    async def set_contact(self, command: SetStaffContact, by: Caller) -> StaffContact:
        """
        Raises:
            InvalidInput: naming the field.
        """
        contact = StaffContact(
            email=_checked("email", command.email, email) if command.email else "",
            language=_checked("language", command.language, language),
            desk=command.desk,
        )
        await self._contacts.save(by.actor.id, contact)
        return contact

    async def _contact(self, query: GetStaffContact) -> StaffContact:
        return await self._contacts.get(query.staff_id)

    async def _page(self, query: GetNotices) -> NoticesPage:
        first, me = page_size(query.first), query.staff_id
        found = await self._notices.page(me, query.after, first + 1, only_unread=query.only_unread)
        return NoticesPage(
            notices=await self._views(found[:first]),
            cursors=tuple(one.id for one in found[:first]),
            total=await self._notices.count(me, only_unread=query.only_unread),
            unread=await self._notices.count(me, only_unread=True),
            has_more=len(found) > first,
        )

    async def _of_event(self, query: GetNoticesOf) -> NoticesPage:
        found = await self._notices.of_event(query.event_id, query.staff_id)
        return NoticesPage(
            notices=await self._views(found),
            cursors=tuple(one.id for one in found),
            total=len(found),
            unread=await self._notices.count(query.staff_id, only_unread=True),
            has_more=False,
        )

    async def _views(self, found: Sequence[StoredNotice]) -> tuple[NoticeView, ...]:
        numbers = list(dict.fromkeys(one.notice.number for one in found))
        appeals = await self._appeals.numbered(numbers) if numbers else {}
        return tuple(_view(one, appeals.get(one.notice.number)) for one in found)


def _checked(field: str, value: str, check: Callable[[str], str]) -> str:
    try:
        return check(value.strip())
    except BadValue as bad:
        raise InvalidInput(
            both(
                "{field}{fault}。",
                "The {field} {fault}.",
                field=field,
                fault=Either(zh=bad.zh, en=str(bad)),
            ),
            field=field,
        ) from None


def _view(stored: StoredNotice, appeal: Appeal | None) -> NoticeView:
    notice = stored.notice
    return NoticeView(
        id=stored.id,
        kind=notice.kind,
        number=notice.number,
        at=notice.at,
        own=bool(notice.to),
        read=stored.read,
        holds=appeal is not None and holds(notice, appeal),
        due=notice.due,
        owed=notice.owed,
        left_minutes=notice.left_minutes,
    )
