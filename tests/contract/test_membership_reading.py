"""What is read agrees with the history, now and then."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from infra.kernel.errors import Forbidden, InvalidInput, Unavailable
from infra.kernel.events import NEW, Draft, Origin, chain
from infra.kernel.feed import BEGINNING
from infra.kernel.sentences import Locale, both
from infra.kernel.text import LocalText
from infra.outbox.subscription import Subscription
from services.membership.contract import commands as c
from services.membership.contract import explanations
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.case_records import OrderMatch
from services.membership.contract.clause_views import ClauseStanding
from services.membership.contract.import_rows import ImportBatch, MemberRow
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.words import Cause, Lifecycle, RemedyKind, Status
from services.membership.subscriptions import NAME, record_notices
from services.notify.contract.events import (
    AlertReceipt,
    AlertsReceived,
    ClauseNoticesDelivered,
    NoticeReceipt,
)
from services.notify.contract.words import Channel
from services.shared.callers import SYSTEM
from tests.contract.membership_system import (
    START,
    System,
    host,
    member,
    running_membership,
    staff,
)
from tests.contract.test_membership_commands import GOLD, enrolled
from tests.fakes.callers import staff_caller

DAY = timedelta(days=1)


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


async def status(system: System, **when: object) -> Status:
    query = q.GetMembership(member_id="m-1", **when)  # type: ignore[arg-type]  # times only
    return (await system.ask(query, v.MembershipView)).status


async def test_a_state_can_be_seen_as_it_was_and_as_it_was_known(system: System) -> None:
    await enrolled(system, "m-1")
    await system.pass_time("m-1", days=40)
    expired = START + 31 * DAY
    assert await status(system) is Status.EXPIRED
    assert await status(system, at=expired - DAY / 2) is Status.GRACE
    assert await status(system, at=START + DAY) is Status.ACTIVE
    assert await status(system, at=expired + DAY, known_at=expired - DAY / 2) is Status.GRACE
    early = (await system.api.read([q.GetMembership(member_id="m-1", at=START - DAY)]))[0]
    assert isinstance(early, v.Failed)


async def test_a_batch_is_answered_in_its_order_with_failures_in_their_place(
    system: System,
) -> None:
    await enrolled(system, "m-1")
    await enrolled(system, "m-2")
    answers = await system.api.read(
        [
            q.GetPlans(),
            q.GetMembership(member_id="m-2"),
            q.GetMembership(member_id="nobody"),
            q.GetLedger(member_id="m-1"),
            q.GetTimeline(member_id="m-1", first=2),
            q.GetTimeline(member_id="m-1", first=0),
            q.GetClauses(),
        ]
    )
    kinds = [type(answer).__name__ for answer in answers]
    assert kinds == [
        "PlansView", "MembershipView", "Failed", "LedgerView", "TimelinePage", "Failed",
        "ClausesView",
    ]  # fmt: skip
    page, books = answers[4], answers[3]
    assert isinstance(page, v.TimelinePage)
    assert isinstance(books, v.LedgerView)
    assert (len(page.entries), page.total, page.has_more) == (2, 3, True)
    assert [(line.debit, line.credit) for line in books.lines] == [(GOLD, 0), (0, GOLD)]


async def test_a_timeline_is_read_from_either_end(system: System) -> None:
    await enrolled(system, "m-1")

    async def versions(after: int, **order: bool) -> tuple[list[int], bool]:
        asked = q.GetTimeline(member_id="m-1", after=after, first=2, **order)
        page = await system.ask(asked, v.TimelinePage)
        return [entry.version for entry in page.entries], page.has_more

    assert await versions(0) == ([1, 2], True)
    assert await versions(2) == ([3], False)
    assert await versions(0, newest_first=True) == ([3, 2], True)
    assert await versions(2, newest_first=True) == ([1], False)


async def test_a_tampered_event_or_state_is_found(system: System) -> None:
    await enrolled(system, "m-1")
    await system.db["memberships"].update_one(
        {"_id": "m-1"}, {"$set": {"state.balance": 1_000_000}}
    )
    record = await system.ask(q.GetRecord(member_id="m-1"), v.RecordView)
    assert "stored state" in record.fault
    await system.db["events"].update_one({"_id": "m-1:1"}, {"$set": {"body.amount": 1_000_000}})
    record = await system.ask(q.GetRecord(member_id="m-1"), v.RecordView)
    assert not record.holds
    assert "Event 1" in record.fault


async def test_a_loss_is_explained_and_its_case_file_holds_the_evidence(system: System) -> None:
    await enrolled(system, "m-1")
    for days in (30, 1, 2):  # as it comes: the end of the period, that of grace, and later
        await system.pass_time("m-1", days=days)
    paid_at = START + 30 * DAY + timedelta(hours=3)
    late = c.ReportPayment(member_id="m-1", order_id="o-1", amount=GOLD - 1, paid_at=paid_at)
    await system.api.execute(late, host())
    explained = await system.ask(q.GetExplanation(member_id="m-1"), explanations.Explanation)
    assert not explained.entitled
    assert explained.cause in {Cause.LAPSED, Cause.SYNC_DELAY}
    back = c.ReportRefund(
        member_id="m-1", refund_id="r-1", order_id="o-1", amount=1, refunded_at=paid_at + DAY
    )
    await system.api.execute(back, host())
    asked = q.GetCaseFile(member_id="m-1", orders=("O 1", "r-1", "o-2"))
    case = await system.ask(asked, v.CaseFile)
    assert case.explanation.lost_at == START + 31 * DAY
    assert {"PAYMENT", "REFUND", "CLAUSE", "PLAN"} == {one.kind for one in case.evidence}
    assert [(one.match, one.kind) for one in case.named_orders] == [
        (OrderMatch.FOUND, "PAYMENT"), (OrderMatch.FOUND, "REFUND"), (OrderMatch.NOT_ON_RECORD, ""),
    ]  # fmt: skip
    hashes = {one.id: one.hash for one in case.evidence}
    assert [one.hash for one in case.named_orders] == [hashes["o-1"], hashes["r-1"], ""]
    assert case.history_hash == case.timeline[-1].hash


async def test_a_loss_from_before_the_import_has_a_case_file_too(system: System) -> None:
    row = MemberRow(
        row=1,
        member_id="m-1",
        plan="gold",
        lifecycle=Lifecycle.EXPIRED,
        cause=Cause.LAPSED,
        period_start=START - 60 * DAY,
        period_end=START - 30 * DAY,
        auto_renew=False,
        balance=0,
        last_login_at=None,
    )
    await system.api.import_batch(ImportBatch(members=(row,)))
    case = await system.ask(q.GetCaseFile(member_id="m-1"), v.CaseFile)
    assert case.explanation.cause is Cause.LAPSED
    assert case.explanation.lost_at == START - 29 * DAY


async def test_what_was_announced_is_known_before_the_feed_tells_it(system: System) -> None:
    await system.api.execute(stricter(system), staff())
    assert not (await system.api.feed(BEGINNING, 100, 0)).events
    asked = q.GetAnnouncement(clause="inactivity", clause_version=2)
    told = await system.ask(asked, v.AnnouncementView)
    assert (told.facts["clause"], told.facts["clause_version"]) == ("inactivity", 2)
    assert told.facts["title"] == {"zh": "长期未登录", "en": "Inactivity"}
    missing = q.GetAnnouncement(clause="inactivity", clause_version=3)
    [answer] = await system.api.read([missing])
    assert isinstance(answer, v.Failed)
    assert answer.error.code == "NOT_FOUND"


def stricter(system: System) -> c.PublishClause:
    words = LocalText(zh="长期未登录", en="Inactivity")
    return c.PublishClause(
        clause="inactivity",
        title=words,
        text=words,
        parameters={"inactivity_days": 14, "warn_days": 7},
        effective_at=system.clock.now() + 30 * DAY,
    )


async def test_publishing_is_for_staff_and_happens_once(system: System) -> None:
    with pytest.raises(Forbidden):
        await system.api.execute(stricter(system), member("m-1"))
    too_soon = c.PublishClause(
        clause="inactivity",
        title=LocalText(zh="a", en="a"),
        text=LocalText(zh="a", en="a"),
        parameters={"inactivity_days": 14, "warn_days": 7},
        effective_at=system.clock.now() + 29 * DAY,
    )
    with pytest.raises(InvalidInput):
        await system.api.execute(too_soon, staff())
    by = staff(idempotency_key="k")
    first = await system.api.execute(stricter(system), by)
    again = await system.api.execute(stricter(system), by)
    assert first.clause
    assert (first.clause.version, first.clause.adverse) == (2, True)
    assert (first.repeated, again.repeated) == (False, True)
    await system.component.prepare()  # a second start publishes nothing again
    versions = (await system.ask(q.GetClauses(), v.ClausesView)).versions
    assert [one.version for one in versions if one.clause == "inactivity"] == [1, 2]


async def test_delivered_notices_bind_their_members_once(system: System) -> None:
    await enrolled(system, "m-1")
    await enrolled(system, "m-2")
    await system.pass_time(hours=1)
    await system.api.execute(stricter(system), staff())
    await system.pass_time(days=3)
    told_at = system.clock.now()
    receipt = NoticeReceipt(
        member_id="m-1", notice_id="n-1", channel=Channel.SMS, delivered_at=told_at
    )
    event = ClauseNoticesDelivered(
        clause="inactivity", clause_version=2, receipts=(receipt, receipt)
    )
    drafts = [Draft(event=event, happened_at=told_at)] * 2
    system.notify.events = chain(
        NEW, "campaign", drafts, actor=SYSTEM, origin=Origin(), recorded_at=told_at
    )
    handle = record_notices(system.context)
    follow = Subscription(NAME, system.db, system.notify.feed, handle, batch=1)
    assert [await follow.step(0) for _ in range(3)] == [1, 1, 0]
    page = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    assert [e.type for e in page.entries].count("NoticeDelivered") == 1
    for member_id, binds_at in (("m-1", told_at + 30 * DAY), ("m-2", None)):
        clauses = await system.ask(q.GetClauses(member_id=member_id), v.ClausesView)
        coming = next(one for one in clauses.versions if one.version == 2)
        assert (coming.standing, coming.binds_at) == (ClauseStanding.COMING, binds_at)


async def test_a_case_file_is_about_the_loss_that_is_named_or_says_which_there_are(
    system: System,
) -> None:
    await enrolled(system, "m-1")
    await system.pass_time("m-1", days=31, hours=1)
    lost_at = START + 31 * DAY

    async def asked(at: datetime) -> v.Answer:
        return (await system.api.read([q.GetCaseFile(member_id="m-1", lost_at=at)]))[0]

    for named in (lost_at - DAY, lost_at, lost_at + DAY / 24):
        case = await asked(named)
        assert isinstance(case, v.CaseFile)
        assert case.explanation.lost_at == lost_at
    refused = await asked(datetime(2016, 5, 1, tzinfo=UTC))
    assert isinstance(refused, v.Failed)
    assert (refused.error.code, refused.error.field) == ("INVALID_INPUT", "lostAt")
    assert refused.error.details == {"losses": [lost_at.isoformat()]}
    locale = Locale(language="zh", zone="Asia/Shanghai", own_zone=True)
    assert refused.error.sentence.told(locale) == (
        "2016年5月1日08:00 前后没有失去会员的记录。有记录的时间是：2026年4月1日20:00。"
        "请填写其中一个（相差不超过 24 小时），或不填 lostAt，即指最近一次。"
    )


async def test_a_plan_falls_only_after_its_warning_was_received(system: System) -> None:
    """Both were warned on day 22; the warning of one was received, and twice reported."""
    for member_id in ("m-1", "m-2"):
        await enrolled(system, member_id, plan="gold")
        login = c.ReportLogin(member_id=member_id, login_id=f"l-{member_id}", at=START)
        await system.api.execute(login, host(device_id="d-1"))
    await system.pass_time("m-1", "m-2", days=22)
    page = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    receipt = AlertReceipt(
        member_id="m-1",
        event_id=page.entries[-1].id,
        event_type="InactivityWarned",
        channel=Channel.SMS,
        received_at=system.clock.now(),
    )
    draft = Draft(event=AlertsReceived(receipts=(receipt,)), happened_at=system.clock.now())
    system.notify.events = chain(
        NEW, "w", [draft] * 2, actor=SYSTEM, origin=Origin(), recorded_at=system.clock.now()
    )
    follow = Subscription(NAME, system.db, system.notify.feed, record_notices(system.context))
    await follow.step(0)
    await system.pass_time("m-1", "m-2", days=8, hours=1)
    fallen = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    kept = await system.ask(q.GetTimeline(member_id="m-2"), v.TimelinePage)
    types = [entry.type for entry in fallen.entries]
    assert types.count("WarningReceived") == types.count("MembershipDowngraded") == 1
    assert types.index("MembershipDowngraded") < types.index("GraceStarted")
    assert "MembershipDowngraded" not in [entry.type for entry in kept.entries]


async def test_a_remedy_can_be_tried_without_giving_it(system: System) -> None:
    await enrolled(system, "m-1")
    await system.pass_time("m-1", days=34)
    asked = q.PreviewRemedy(
        member_id="m-1", loss_cause=Cause.LAPSED, lost_at=START + 31 * DAY, by=staff_caller("s-1"),
        parts=(RemedyPart(kind=RemedyKind.EXTEND, days=3),),
    )  # fmt: skip
    refused = await system.ask(asked, v.Failed)
    assert refused.error.code == "NOT_ALLOWED"
    parts = (RemedyPart(kind=RemedyKind.RESTORE, days=3),)
    restored = (await system.ask(replace(asked, parts=parts), v.RemedyPreview)).gives
    assert (restored.days, restored.period_end) == (3, system.clock.now() + 3 * DAY)
    assert await status(system) is Status.EXPIRED


async def test_times_are_told_by_the_clock_on_the_members_wall(system: System) -> None:
    """Joined at 12:00 UTC on 1 March: 07:00 in New York, also after the clocks went forward;
    20:00 in Shanghai, then 19:00."""
    system.notify.zones["m-1"] = "America/New_York"
    await enrolled(system, "m-1")
    own = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    assert "runs until 31 March 2026, 07:00." in own.entries[-1].summary.en
    explained = await system.ask(q.GetExplanation(member_id="m-1"), explanations.Explanation)
    assert "2026年3月31日 07:00。" in explained.summary.zh
    for_staff = q.GetExplanation(member_id="m-1", for_staff=True)
    seen = await system.ask(for_staff, explanations.Explanation)
    assert (
        "31 March 2026, 07:00 (America/New_York; 31 March 2026, 19:00 in Asia/Shanghai)"
    ) in seen.summary.en
    case = await system.ask(q.GetCaseFile(member_id="m-1"), v.CaseFile)
    told = case.explanation.summary.zh
    assert "（America/New_York；Asia/Shanghai 为 2026年3月31日 19:00）" in told
    assert "America/New_York" in case.timeline[-1].summary.en


async def test_while_notification_is_away_times_name_the_operators_zone(system: System) -> None:
    async def away(queries: list[object]) -> list[object]:
        raise Unavailable(both("暂时不可用。", "Unavailable."))

    system.notify.read = away  # type: ignore[method-assign]  # on purpose
    await enrolled(system, "m-1")
    explained = await system.ask(q.GetExplanation(member_id="m-1"), explanations.Explanation)
    assert "31 March 2026, 20:00 (Asia/Shanghai)" in explained.summary.en


async def test_before_the_first_membership_there_is_no_status(system: System) -> None:
    await enrolled(system, "m-1")
    page = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    assert [(one.type, one.status_after) for one in page.entries] == [
        ("BalanceToppedUp", None),
        ("BalanceDebited", None),
        ("MembershipEnrolled", Status.ACTIVE),
    ]
