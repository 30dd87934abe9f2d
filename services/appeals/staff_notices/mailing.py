"""Notices are handed to notification, which mails them. What holds no longer is not mailed; a step
that was cut off is taken again, and mails nothing twice."""

from collections.abc import Callable

from infra.kernel.errors import AppError
from infra.log import logger
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.recording.notices import StaffNotice, holds
from services.appeals.ports import AppealStore
from services.appeals.staff_notices.contact_store import ContactStore
from services.appeals.staff_notices.notice_store import NoticeStore
from services.notify.contract.api import NotifyApi
from services.notify.contract.staff_mail import StaffAddress, TellStaff
from services.shared.callers import SYSTEM, Caller

AT_ONCE = 50


class NoticeMailing:
    """`notify`: looked up when it is asked, for which contract answers is settled late."""

    def __init__(
        self,
        notices: NoticeStore,
        contacts: ContactStore,
        appeals: AppealStore,
        notify: Callable[[], NotifyApi],
    ) -> None:
        self._notices = notices
        self._contacts = contacts
        self._appeals = appeals
        self._notify = notify

    async def step(self) -> int:
        """Gives how many were done; those that could not be are tried again later."""
        waiting = await self._notices.unmailed(AT_ONCE)
        numbers = list({one.notice.number for one in waiting})
        appeals = await self._appeals.numbered(numbers) if numbers else {}
        done = [one.id for one in waiting if await self._handed_over(one.notice, appeals)]
        await self._notices.mailed(done)
        return len(done)

    async def _handed_over(self, notice: StaffNotice, appeals: dict[str, Appeal]) -> bool:
        appeal = appeals.get(notice.number)
        if appeal is None or not holds(notice, appeal):
            return True
        addresses = await self._contacts.addresses(notice.to)
        if not addresses:
            return True
        try:
            await self._notify().execute(_mail(notice, addresses), Caller(actor=SYSTEM))
        except AppError as error:
            logger.warning("staff not told by mail", number=notice.number, code=error.code)
            return not error.retryable
        return True


def _mail(notice: StaffNotice, addresses: tuple[StaffAddress, ...]) -> TellStaff:
    return TellStaff(
        event_id=notice.event_id,
        at=notice.at,
        kind=notice.kind,
        number=notice.number,
        own=bool(notice.to),
        due=notice.due,
        to=addresses,
    )
