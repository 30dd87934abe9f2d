"""What staff are told, put together."""

from collections.abc import Callable
from typing import NamedTuple

from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.appeals.ports import AppealStore
from services.appeals.staff_notices.contact_store import ContactStore
from services.appeals.staff_notices.mailing import NoticeMailing
from services.appeals.staff_notices.notice_store import NoticeStore
from services.appeals.staff_notices.reading import NoticeReading
from services.notify.contract.api import NotifyApi

_POLL = 1.0  # seconds


class NoticeRoom(NamedTuple):
    reading: NoticeReading
    loops: list[Loop]


def build_notices(
    base: Foundation, appeals: AppealStore, notify: Callable[[], NotifyApi]
) -> NoticeRoom:
    notices, contacts = NoticeStore(base.db), ContactStore(base.db, base.sealing)
    mailing = NoticeMailing(notices, contacts, appeals, notify)

    async def run(_epoch: int) -> None:
        await base.committed.keep_at(mailing.step, _POLL)

    return NoticeRoom(
        NoticeReading(notices, contacts, appeals), [Loop(name="mail notices to staff", run=run)]
    )
