"""What staff are told, put together."""

from infra.process.foundation import Foundation
from services.appeals.ports import AppealStore
from services.appeals.staff_notices.notice_store import NoticeStore
from services.appeals.staff_notices.reading import NoticeReading


def build_notices(base: Foundation, appeals: AppealStore) -> NoticeReading:
    return NoticeReading(NoticeStore(base.db), appeals)
