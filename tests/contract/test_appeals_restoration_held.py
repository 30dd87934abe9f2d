"""A hold that protects the account is never lifted because we are late: security looks at it, and
the time that is lost meanwhile is given back by the end of the hold."""

from datetime import datetime, timedelta

from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.notice_words import NoticeKind
from services.appeals.contract.notices import GetNotices, NoticesPage
from services.appeals.contract.queries import GetQueue
from services.appeals.contract.views import AppealsPage
from services.membership.contract.commands import ReleaseHold, ReportLogin
from services.membership.contract.import_rows import ImportBatch, MemberRow
from services.membership.contract.queries import GetMembership, GetTimeline
from services.membership.contract.views import MembershipView, TimelineEntry, TimelinePage
from services.membership.contract.words import HoldKind, Lifecycle
from tests.contract.appeals_process import Pair
from tests.contract.appeals_system import NOON
from tests.contract.membership_system import host, member
from tests.contract.test_appeals_remedy_kills import appeal_of, pair_of_services
from tests.unit.appeals.people import ANNA

ID = "m-1"
PERIOD_END = NOON + timedelta(days=20)
LATE = timedelta(hours=25)


async def held(pair: Pair) -> None:
    """A member whose account is held since somebody came with a device that nobody knows."""
    row = MemberRow(
        row=1, member_id=ID, plan="gold", lifecycle=Lifecycle.ACTIVE, cause=None,
        period_start=NOON - timedelta(days=10), period_end=PERIOD_END, auto_renew=False,
        balance=0, last_login_at=None,
    )  # fmt: skip
    await pair.membership.import_batch(ImportBatch(members=(row,)))
    pair.clock.advance(NOON - pair.clock.now())
    for device in ("d-1", "d-2"):
        login = ReportLogin(member_id=ID, login_id=device, at=pair.clock.now())
        await pair.membership.execute(login, host(device_id=device))


async def last(pair: Pair, type: str) -> TimelineEntry | None:
    [page] = await pair.membership.read([GetTimeline(member_id=ID)])
    assert isinstance(page, TimelinePage)
    return next((entry for entry in reversed(page.entries) if entry.type == type), None)


async def membership(pair: Pair) -> tuple[bool, datetime | None]:
    [view] = await pair.membership.read([GetMembership(member_id=ID)])
    assert isinstance(view, MembershipView)
    return view.entitled, view.period_end


async def security_knows(pair: Pair, number: str) -> None:
    asked = [GetQueue(queue=AppealQueue.SECURITY), GetNotices(staff_id=ANNA.id)]
    [queue, notices] = await pair.appeals.api.read(asked)
    assert isinstance(queue, AppealsPage)
    assert [waiting.number for waiting in queue.appeals] == [number]
    assert isinstance(notices, NoticesPage)
    assert notices.notices[0].kind is NoticeKind.PROTECTED


async def test_it_is_never_restored_over_a_hold_that_protects_the_account(
    mongo_url: str, database_prefix: str
) -> None:
    async with pair_of_services(mongo_url, database_prefix) as pair:
        await held(pair)
        number = await appeal_of(pair, ID)
        pair.clock.advance(LATE)
        await pair.see_through(number, "NotRestoredForNow")
        withheld = await last(pair, "ProvisionalWithheld")
        assert withheld is not None
        assert withheld.body["hold"] == HoldKind.NEW_DEVICE
        assert (await membership(pair))[0] is False
        await security_knows(pair, number)
        pair.clock.advance(timedelta(hours=5))
        release = ReleaseHold(member_id=ID, kind=HoldKind.NEW_DEVICE)
        await pair.membership.execute(release, member(ID, second_factor=True, device_id="d-2"))
        entitled, end = await membership(pair)
        assert entitled
        assert end is not None
        assert end - PERIOD_END == pair.clock.now() - withheld.happened_at
        assert await last(pair, "ProvisionalGranted") is None
