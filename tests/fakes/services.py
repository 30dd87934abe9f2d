"""The three contracts in memory: they answer what a test put in and keep what was asked."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import msgspec

from infra.kernel.errors import AppError, NotFound, to_record
from infra.kernel.events import (
    GENESIS,
    Actor,
    EventEnvelope,
    Origin,
    event_id,
    sealed,
)
from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Backlog, Pulse
from infra.kernel.text import LocalText
from services.appeals.contract import queries as appeals_queries
from services.appeals.contract import views as appeals_views
from services.appeals.contract.case_queries import GetCaseDifference, GetCaseVersion
from services.appeals.contract.draft_views import GetDrafts
from services.appeals.contract.package import (
    ComplaintTextsView,
    GetComplaintTexts,
    GetPackage,
    PackageFile,
    PackageView,
)
from services.appeals.contract.words import AppealState
from services.membership.contract import explanations, plans, queries, views
from services.membership.contract.commands import ReportRefund
from services.membership.contract.correction_views import (
    CorrectionsPage,
    CorrectionsState,
    CorrectionsView,
    Tried,
    TriedPage,
)
from services.membership.contract.corrections import CorrectionsOutcome
from services.membership.contract.directory import MemberFound, MembersPage
from services.membership.contract.exports import GetExport
from services.membership.contract.instructions import (
    CarriedOut,
    Instruction,
    InstructionOutcome,
)
from services.membership.contract.method_views import ChargeRequestsPage
from services.membership.contract.money_events import Refund
from services.membership.contract.passing_queries import GetPassing, GetUpgrades
from services.membership.contract.passing_views import PassingView, UpgradesView
from services.membership.contract.periods import Period
from services.membership.contract.record_incidents import (
    ClosedIncident,
    CloseRecordIncident,
    RecordIncident,
    RecordIncidents,
)
from services.membership.contract.retention_views import RetentionView
from services.membership.contract.staff_commands import GrantDays
from services.membership.contract.staff_reads import StaffRead, StaffReadsPage
from services.membership.contract.words import Lifecycle, RefundOutcome, Status
from services.notify.contract import campaigns, operations, templates, webhooks
from services.notify.contract import queries as notify_queries
from services.notify.contract import staff as notify_staff
from services.notify.contract import views as notify_views
from services.notify.contract.retention import RetentionOfMessages
from services.notify.contract.words import (
    CampaignState,
    Channel,
    DeliveryState,
    DigestEvery,
    MemberPage,
    SkipReason,
    StepKind,
    SuppressionReason,
    TaskState,
    Topic,
)
from services.notify.core.alerts.views import masked_profile
from services.shared.callers import ActorKind, Caller
from tests.fakes.accounts import AccountAnswers
from tests.fakes.appeal_rooms import (
    ANSWERS_BY_TEMPLATE,
    DESK,
    DRAFTS,
    FIXED,
    FakeAnswers,
    FakeCalendars,
    FakeDesk,
    FakeDrafts,
    FakeEvidence,
    FakeNotices,
    case_answer,
)
from tests.fakes.breaker import MASS_LOSSES, FakeBreaker
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.entitlement import answered, entitled
from tests.fakes.exports import READY, FakeExports
from tests.fakes.feeds import MemoryFeed
from tests.fakes.incidents import INCIDENT_ANSWERS, FakeIncidents
from tests.fakes.partners import FakePartners
from tests.fakes.privacy import (
    CONSENTS,
    RECTIFICATIONS,
    ROUND,
    erasure_of,
    open_rectifications,
)
from tests.fakes.risk import lapse_risk, risks_page
from tests.fakes.statements import statements_page
from tests.fakes.webhooks import webhook_answer, webhook_outcome

START = datetime(2026, 11, 1, tzinfo=UTC)
GOLD = plans.Plan(
    code="gold",
    name=LocalText(zh="黄金会员", en="Gold"),
    rank=2,
    price=2500,
    period=Period(days=30),
    grace_hours=24,
    discount="0.80",
    falls_to=None,
    benefits=(),
)
REFUND = Refund(outcome=RefundOutcome.PART, refunded=5, paid=1990, from_balance=0, owed=0)
INCIDENT = RecordIncident(id="i-1", opened_at=START, last_at=START, repaired=3)
MEMBER = Actor(kind=ActorKind.MEMBER, id="m-1")


def text(en: str) -> LocalText:
    return LocalText(zh=f"中文 {en}", en=en)


def membership(member_id: str) -> views.MembershipView:
    return views.MembershipView(
        member_id=member_id,
        version=3,
        status=Status.ACTIVE,
        lifecycle=Lifecycle.ACTIVE,
        entitled=True,
        plan=GOLD,
        price=2500,
        period_start=START,
        period_end=START + timedelta(days=30),
        grace_until=None,
        auto_renew=True,
        balance=123456,
        currency="CNY",
        holds=(),
        undo=None,
        benefits=(),
        last_login_at=None,
        history_hash="a" * 64,
        plan_version=1,
        renewal_price=2500,
    )


def explanation(member_id: str, at: datetime) -> explanations.Explanation:
    return explanations.Explanation(
        member_id=member_id,
        at=at,
        entitled=True,
        cause=None,
        responsible=None,
        certainty=explanations.Certainty.CERTAIN,
        summary=text("All is well."),
        lost_at=None,
        evidence=(),
        clause=None,
        clause_version=None,
        benefits_lost=(),
        money_lost=0,
        blockers=(),
        next_steps=(),
        prevention=text("Nothing."),
        rules=("entitled",),
    )


def entry(version: int) -> views.TimelineEntry:
    return views.TimelineEntry(
        id=f"m-1:{version}",
        version=version,
        type="MembershipRenewed",
        cause=None,
        responsible=None,
        actor=MEMBER,
        happened_at=START,
        recorded_at=START,
        summary=text(f"Event {version}"),
        status_after=Status.ACTIVE,
        plan_after="gold",
        device_id="",
        device_label="",
        ip="",
        hash="b" * 64,
        body={"price": 2500},
    )


def appeal(number: str, member_id: str = "m-1") -> appeals_views.AppealView:
    return appeals_views.AppealView(
        number=number,
        member_id=member_id,
        version=1,
        state=AppealState.SUBMITTED,
        submitted_at=START,
        lost_at=START,
        suspected_cause=None,
        orders=(),
        messages=(),
        reviewer=None,
        place_in_queue=1,
        first_answer_due=START + timedelta(hours=24),
        first_answered_at=None,
        overdue=False,
        answer_until=None,
        what_follows=None,
        promised_at=START + timedelta(hours=24),
        reopen_until=None,
        escalate_until=None,
        excluded_reviewers=(),
        waits_for_another=False,
        decision=None,
        earlier_decisions=(),
        steps=(),
        case_file=None,
    )


def alert(number: int) -> notify_views.AlertView:
    return notify_views.AlertView(
        id=f"alert-{number}",
        member_id="m-1",
        event_id=f"m-1:{number}",
        event_type="MembershipExpired",
        topic=Topic.STATUS,
        at=START,
        title=text("Expired"),
        text=text("Your membership has expired."),
        received=False,
        deliveries=(delivery(number),),
    )


def delivery(number: int) -> notify_views.DeliveryView:
    sent = notify_views.StepView(
        kind=StepKind.ACCEPTED,
        at=START,
        attempt=1,
        provider_id="SM1",
        says=text("Attempt 1: the provider took it."),
    )
    return notify_views.DeliveryView(
        id=f"alert-{number}.SMS",
        channel=Channel.SMS,
        state=DeliveryState.ACCEPTED,
        planned_at=START,
        sent_at=START,
        received_at=None,
        attempts=1,
        next_due=None,
        reason="",
        looked_up=False,
        history=(sent,),
    )


STAFF = Actor(kind=ActorKind.STAFF, id="s-1", name="Ms Zhou")
PHRASES = templates.PhraseSources(title="Expired", what="{{ plan|plan }} ended.", why="W", next="N")


def template(event_type: str, language: str) -> templates.TemplateView:
    return templates.TemplateView(
        event_type=event_type,
        language=language,
        topic=Topic.STATUS,
        in_use=1,
        draft=templates.TemplateDraft(number=3, phrases=PHRASES, saved_at=START, saved_by=STAFF),
        versions=(
            templates.TemplateVersion(
                version=1, phrases=PHRASES, published_at=START, published_by=STAFF
            ),
            templates.TemplateVersion(version=0, phrases=PHRASES),
        ),
        steps=(templates.TemplateStep(at=START, by=STAFF, version=1),),
        variables=(templates.TemplateVariable(name="plan", kind="text"),),
        filters=("plan",),
        samples=("", "auto_renew=False"),
    )


def template_answer(query: templates.TemplateQuery) -> templates.TemplateAnswer:
    match query:
        case templates.GetTemplates():
            both = tuple(template_summary(language) for language in ("zh-CN", "en"))
            return templates.TemplatesView(templates=both)
        case templates.GetTemplate():
            return template(query.event_type, query.language)
        case templates.PreviewTemplate():
            return template_preview(query)


def template_summary(language: str) -> templates.TemplateSummary:
    return templates.TemplateSummary(
        event_type="MembershipExpired",
        language=language,
        topic=Topic.STATUS,
        in_use=1,
        latest=1,
        has_draft=True,
    )


def template_preview(asked: templates.PreviewTemplate) -> templates.TemplatePreview:
    return templates.TemplatePreview(
        version=f"{asked.event_type}/{asked.language}/{asked.version or 0}",
        sample="",
        sms="【Reinstate】已到期",
        encoding="UCS-2",
        sms_segments=1,
        sms_characters=14,
        subject="已到期",
        text="已到期",
        html="<p>已到期</p>",
        inbox="已到期",
    )


class FakeFeed(MemoryFeed):
    """With a long poll like the real one."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Place | None, int, float]] = []
        self.replays: list[tuple[str, Place]] = []
        self.waiting = 0  # long polls at this moment
        self._grown = asyncio.Condition()

    async def add(self, aggregate: str, type: str = "MembershipRenewed", **body: Any) -> int:
        """The owner is as the services have it: an appeal's member, else the aggregate."""
        version = 1 + sum(one.event.aggregate == aggregate for one in self.events)
        event = EventEnvelope(
            id=event_id(aggregate, version),
            aggregate=aggregate,
            version=version,
            type=type,
            schema_version=1,
            actor=MEMBER,
            cause=None,
            happened_at=START,
            recorded_at=START,
            origin=Origin(),
            body=body,
            prev_hash=GENESIS,
        )
        self.append(sealed(event), body.get("member_id", aggregate))
        await self._wake()
        return len(self.events)

    async def divide(self, partitions: int) -> None:
        self.grow(partitions)
        await self._wake()

    async def feed_of(self, member_id: str, after: Place, limit: int) -> FeedPage:
        self.replays.append((member_id, after))
        page = self.read_of(member_id, after, limit)
        await asyncio.sleep(0)  # others may commit meanwhile
        return page

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        self.calls.append((after, limit, wait_seconds))
        if wait_seconds:
            self.waiting += 1
            try:
                async with self._grown:
                    grown = self._grown.wait_for(lambda: self.read(after, 1).upto != after)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(grown, wait_seconds)
            finally:
                self.waiting -= 1
        return self.read(after, limit)

    async def _wake(self) -> None:
        async with self._grown:
            self._grown.notify_all()


class FakeService:
    """`fails`: raised by the next call. `executed` and `reads` keep what came."""

    def __init__(self) -> None:
        self.stream = FakeFeed()
        self.executed: list[tuple[Any, Caller]] = []
        self.reads: list[list[Any]] = []
        self.fails: Exception | None = None

    def _trip(self) -> None:
        if self.fails is not None:
            raise self.fails

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        return await self.stream.feed(after, limit, wait_seconds)

    async def feed_of(self, member_id: str, after: Place, limit: int) -> FeedPage:
        return await self.stream.feed_of(member_id, after, limit)

    async def pulse(self) -> Pulse:
        return Pulse()

    async def backlog(self) -> Backlog:
        self._trip()
        return Backlog(
            overdue_seconds=12.4, head=Place(0, (7,)), followed={"membership": Place(0, (4,))}
        )

    async def read(self, queries: list[Any]) -> list[Any]:
        self._trip()
        self.reads.append(queries)
        await asyncio.sleep(0)
        return [self.answer(query) for query in queries]

    async def execute(self, command: Any, by: Caller) -> Any:
        self._trip()
        self.executed.append((command, by))
        return self.outcome(command)

    def answer(self, query: Any) -> Any:
        raise AssertionError(f"{query} is not expected here")

    def outcome(self, command: Any) -> Any:
        raise AssertionError(f"{command} is not expected here")


CORRECTIONS = CorrectionsView(
    id="c-1",
    correction=GrantDays(member_id="m-1", reason="Our fault.", days=40),
    state=CorrectionsState.REQUESTED,
    by=Actor(kind="STAFF", id="s-1", name="Lin"),
    at=START,
    members=1,
    possible=1,
    contradicting=(),
    sample=(Tried(member_id="m-1"),),
    corrected=0,
    refused=0,
    needs_second=True,
    expires_at=START + timedelta(days=3),
    decided_by=None,
    decided_at=None,
    refusal="",
)


class FakeMembership(FakeCatalogue, FakePartners, FakeBreaker, FakeExports, FakeService):
    members = frozenset({"m-1", "m-2"})
    events = 5

    def __init__(self) -> None:
        FakeService.__init__(self)
        FakePartners.__init__(self)
        FakeCatalogue.__init__(self, GOLD)
        self.entitled = {id: entitled(id) for id in self.members}
        self.kept: list[tuple[str, StaffRead]] = []

    def answer(self, query: Any) -> Any:
        if type(query) in self.partner_answers:
            return self.partner_answers[type(query)](query)
        if type(query) in self.catalogue_answers:
            return self.catalogue_answers[type(query)]()
        member_id = getattr(query, "member_id", "")
        if member_id and member_id not in self.members:
            return views.Failed(error=to_record(NotFound("No such membership.", field="memberId")))
        if isinstance(query, queries.GetTimeline):
            return self.page(query)
        answers: dict[Any, Callable[[], Any]] = {
            queries.GetMembership: lambda: membership(member_id),
            queries.GetExplanation: lambda: explanation(member_id, query.at or START),
            queries.GetStatements: lambda: statements_page(query),
            queries.GetPlans: lambda: plans.PlansView(plans=(GOLD,), currency="CNY"),
            queries.GetClauses: lambda: views.ClausesView(versions=()),
            queries.GetEntitlements: lambda: answered(query, self.entitled),
            GetPassing: PassingView,
            GetUpgrades: UpgradesView,
            queries.GetLedger: lambda: views.LedgerView(balance=123456, currency="CNY", lines=()),
            queries.FindMember: lambda: MemberFound(member_id=member_id),
            GetExport: lambda: READY,
            queries.FindOrder: lambda: MemberFound(member_id="m-1"),
            queries.ListMembers: lambda: MembersPage(
                member_ids=("m-1",), place="m-1", total=1, has_more=False
            ),
            queries.GetCorrection: lambda: CORRECTIONS,
            queries.GetCorrections: lambda: CorrectionsPage(
                corrections=(CORRECTIONS,), cursors=("c-1",), total=1, has_more=False
            ),
            queries.GetTried: lambda: TriedPage(tried=(), cursors=(), total=0, has_more=False),
            queries.GetStaffReads: lambda: StaffReadsPage(
                reads=(), cursors=(), total=0, has_more=False
            ),
            queries.GetChargeRequests: lambda: ChargeRequestsPage(
                requests=(), cursors=(), total=0, has_more=False
            ),
            queries.GetLapseRisk: lambda: lapse_risk(member_id),
            queries.GetMassLosses: lambda: MASS_LOSSES,
            queries.GetLapseRisks: lambda: risks_page("m-1"),
            queries.GetRetention: lambda: RetentionView(rounds=(ROUND,)),
            queries.GetErasure: lambda: erasure_of(member_id),
            queries.GetConsents: lambda: CONSENTS,
            queries.GetRectifications: lambda: RECTIFICATIONS,
            queries.GetOpenRectifications: lambda: open_rectifications("m-1"),
            queries.GetRecordIncidents: lambda: RecordIncidents(incidents=(INCIDENT,)),
            queries.GetRecord: lambda: views.RecordView(
                member_id=member_id, events=5, holds=True, fault="", head_hash="a" * 64
            ),
        }
        return answers[type(query)]()

    def page(self, query: queries.GetTimeline) -> views.TimelinePage:
        entries = [entry(n) for n in range(query.after + 1, self.events + 1)]
        more = len(entries) > query.first
        return views.TimelinePage(
            entries=tuple(entries[: query.first]), total=self.events, has_more=more
        )

    async def execute_many(self, instructions: list[Instruction]) -> list[InstructionOutcome]:
        found: list[InstructionOutcome] = []
        for one in instructions:
            try:
                found.append(CarriedOut.of(await self.execute(one.command, one.by)))
            except AppError as error:
                found.append(views.Failed(error=to_record(error)))
        return found

    async def correct(self, command: Any, by: Any) -> CorrectionsOutcome:
        self.executed.append((command, by))
        return CorrectionsOutcome(corrections=CORRECTIONS)

    async def close_record_incident(self, command: CloseRecordIncident, by: Any) -> ClosedIncident:
        self.executed.append((command, by))
        return ClosedIncident(incident=INCIDENT, repeated=False)

    async def keep_reads(self, reads: list[StaffRead], by: Any) -> None:
        self.kept += [(by.actor.id, read) for read in reads]

    def outcome(self, command: Any) -> views.Outcome:
        member_id = getattr(command, "member_id", "")
        shown = membership(member_id) if member_id else None
        refund = REFUND if isinstance(command, ReportRefund) else None
        return views.Outcome(member_id=member_id, version=4, refund=refund, membership=shown)


ROOM_ANSWERS = {**INCIDENT_ANSWERS, **ANSWERS_BY_TEMPLATE, **DESK, **FIXED}


class FakeAppeals(
    FakeAnswers, FakeNotices, FakeCalendars, FakeDesk, FakeDrafts, FakeEvidence, FakeIncidents,
    FakeService,
):  # fmt: skip
    def __init__(self) -> None:
        super().__init__()
        self.appeals = [appeal(f"AP-20261121-{n:04d}") for n in range(1, 6)]

    def answer(self, query: Any) -> Any:
        if type(query) in ROOM_ANSWERS:
            return ROOM_ANSWERS[type(query)]
        match query:
            case appeals_queries.GetAppeal() | GetPackage() | GetComplaintTexts():
                return self._one(query)
            case GetCaseVersion() | GetCaseDifference():
                asked = appeals_queries.GetAppeal(number=query.number, member_id=query.member_id)
                return case_answer(query, self._one(asked))
            case GetDrafts():
                return DRAFTS
            case appeals_queries.GetAppealsOf() | appeals_queries.GetQueue():
                start = int(query.after or 0)
                found = self.appeals[start : start + query.first]
                end = start + len(found)
                return appeals_views.AppealsPage(
                    appeals=tuple(found),
                    cursors=tuple(str(n + 1) for n in range(start, end)),
                    total=len(self.appeals),
                    has_more=end < len(self.appeals),
                )
        raise AssertionError(query)

    def _one(self, query: Any) -> Any:
        found = [one for one in self.appeals if one.number == query.number]
        if not found or query.member_id not in ("", found[0].member_id):
            return appeals_views.Failed(error=to_record(NotFound("No such appeal.")))
        if isinstance(query, appeals_queries.GetAppeal):
            return found[0]
        if isinstance(query, GetComplaintTexts):
            return ComplaintTextsView(texts={"complaint/12315.zh.txt": "投诉书"})
        text = PackageFile(name="case.zh.html", size=3, sha256="", content=b"abc")
        return PackageView(number=query.number, member_id=found[0].member_id, files=(text,))

    def outcome(self, command: Any) -> appeals_views.Outcome:
        return appeals_views.Outcome(appeal=self.appeals[0])


STOPPED = notify_views.SuppressionView(
    channel=Channel.SMS,
    address="+86…8000",
    reason=SuppressionReason.STOP,
    topic=None,
    says="the member answered STOP",
    since=START,
    by="",
    why="",
    lifted_at=None,
    lifted_by="",
    lifted_why="",
)


TASK = notify_staff.TaskView(
    id="alert-1",
    member_id="m-1",
    event_type="MembershipExpired",
    title=text("Expired"),
    text=text("Your membership has expired."),
    created_at=START,
    tried=(
        notify_staff.TriedView(channel=Channel.SMS, state="FAILED", reason="no such number"),
        notify_staff.TriedView(channel=Channel.EMAIL, state="ACCEPTED", reason=""),
    ),
    state=TaskState.OPEN,
    taken_by="",
    taken_at=None,
    done_at=None,
    note="",
    received_at=None,
)
LETTER = notify_staff.DeadLetterView(
    id="alert-1.SMS:8:FAILED",
    alert_id="alert-1",
    member_id="m-1",
    event_type="MembershipExpired",
    topic=Topic.STATUS,
    channel=Channel.SMS,
    reason="HTTP 503; given up after 8 attempts",
    code="20503",
    attempts=8,
    at=START,
    campaign="",
)
OPERATIONS = operations.OperationsView(
    at=START,
    oldest_due=START,
    late_after_seconds=120,
    dead_letters=3,
    open_tasks=1,
    webhooks_waiting=0,
    broker_reached=True,
    providers=(
        operations.ProviderStanding(
            name="twilio", open=True, open_seconds=61.5, reason="503", refused_at=None
        ),
    ),
    troubles=(
        operations.OpenTrouble(
            kind=operations.Trouble.PROVIDER_DOWN, subject="twilio", detail="503", since=START
        ),
    ),
)
COUNTED = {
    notify_queries.GetTotals: notify_views.TotalsView(
        counted_at=START, alerts=2, deliveries={"DELIVERED": 4}, events_planned=3
    ),
    operations.GetOperations: OPERATIONS,
}
REPLAY = notify_staff.ReplayView(
    replayed=7,
    skipped=(notify_staff.SkippedView(reason=SkipReason.RECEIVED, count=2),),
    dry_run=True,
    end="end",
    has_more=True,
)


def undelivered(query: notify_staff.StaffQuery) -> notify_views.Answer:
    if isinstance(query, notify_staff.GetTasks):
        return notify_staff.TasksPage(tasks=(TASK,), cursors=("task",), total=1, has_more=False)
    return notify_staff.DeadLettersPage(
        letters=(LETTER,), cursors=("letter",), total=1, has_more=False
    )


CAMPAIGN = campaigns.CampaignView(
    id="c-1",
    event_id="c-1",
    event_type="Announcement",
    state=CampaignState.RUNNING,
    started_at=START,
    members=1203,
    planned=500,
    sent=400,
    delivered=390,
    failed=3,
    unknown=1,
    filtered=500,
    left=799,
    open=600,
    exact=False,
    ends_at=START + timedelta(minutes=4),
    steps=(campaigns.CampaignStep(at=START, by="s-1", state=CampaignState.RUNNING),),
)


def campaign_answer(query: campaigns.CampaignQuery) -> Any:
    if isinstance(query, campaigns.GetCampaigns):
        return campaigns.CampaignsView(campaigns=(CAMPAIGN,))
    if isinstance(query, campaigns.GetAudience):
        return campaigns.AudienceView(members=1203)
    if query.event_id == CAMPAIGN.id:
        return CAMPAIGN
    return notify_views.Failed(error=to_record(NotFound("No such announcement.")))


class FakeNotify(FakeService):
    profile = notify_views.ProfileView(
        member_id="m-1",
        name="Li Lei",
        phone="+8613800138000",
        email="li@example.com",
        language="zh-CN",
        time_zone="Asia/Shanghai",
        preferences=(),
        quiet_hours=notify_views.QuietHoursView(
            begins="22:00", ends="08:00", off=False, default=True
        ),
        digest=notify_views.DigestView(every=DigestEvery.OFF, hour=9),
        phone_verified_at=START,
        unverified_email="lilei@example.com",
    )
    always: ClassVar[Mapping[type, Any]] = {
        notify_queries.GetRetentionOfMessages: RetentionOfMessages(rounds=(ROUND,)),
        notify_queries.FindMembers: notify_views.MembersFound(member_ids=("m-1",), more=False),
        notify_queries.GetLink: notify_views.MessageLinkView(
            alert_id="alert-1", page=MemberPage.STATE
        ),
    }

    def answer(self, query: Any) -> Any:
        if isinstance(query, notify_staff.StaffQuery):
            return undelivered(query)
        if isinstance(query, webhooks.GetWebhooks | webhooks.GetWebhookDeliveries):
            return webhook_answer(query)
        if isinstance(query, notify_queries.GetProfile) and query.member_id == "nobody":
            return notify_views.Failed(error=to_record(NotFound("No such member.")))
        return self.always.get(type(query)) or self.told(query)

    def told(self, query: Any) -> Any:
        match query:
            case notify_queries.GetProfile():
                view = msgspec.structs.replace(self.profile, member_id=query.member_id)
                return masked_profile(view) if query.masked else view
            case notify_queries.GetAlerts():
                return notify_views.AlertsPage(
                    alerts=(alert(2), alert(1)), cursors=("2", "1"), total=2, has_more=False
                )
            case notify_queries.GetTotals() | operations.GetOperations():
                return COUNTED[type(query)]
            case templates.GetTemplates() | templates.GetTemplate() | templates.PreviewTemplate():
                return template_answer(query)
            case notify_queries.GetSuppressions():
                return notify_views.SuppressionsView(suppressions=(STOPPED,))
        return campaign_answer(query)

    def outcome(self, command: Any) -> notify_views.Outcome:
        if isinstance(command, templates.TemplateCommand):
            return notify_views.Outcome(template=template(command.event_type, command.language))
        if isinstance(command, notify_staff.TakeTask | notify_staff.FinishTask):
            return notify_views.Outcome(task=TASK)
        if isinstance(command, notify_staff.ReplayDeliveries):
            return notify_views.Outcome(replay=REPLAY)
        if isinstance(command, campaigns.StartCampaign | campaigns.CampaignCommand):
            return notify_views.Outcome(campaign=CAMPAIGN)
        if isinstance(command, webhooks.WebhookCommand):
            return webhook_outcome(command)
        return notify_views.Outcome(profile=self.profile, sent_to="+86…8000")


class FakeAccounts(AccountAnswers, FakeService):
    pass


class FakeApis:
    def __init__(self) -> None:
        self.membership = FakeMembership()
        self.accounts = FakeAccounts()
        self.appeals = FakeAppeals()
        self.notify = FakeNotify()

    def all(self) -> list[FakeService]:
        return [self.membership, self.accounts, self.appeals, self.notify]

    def each(self, do: Callable[[FakeService], None]) -> None:
        for service in self.all():
            do(service)
