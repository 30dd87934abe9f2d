"""A small membership in MongoDB: enough for appeals, and it survives its process being killed."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, InvalidInput, NotAllowed, NotFound, Unavailable, to_record
from infra.kernel.events import EventEnvelope, NumberedEvent
from infra.kernel.feed import BEGINNING, FeedPage, Place
from infra.kernel.text import LocalText
from infra.storage.mongo import Database
from services.membership.contract.case_records import (
    CaseRecord,
    NamedOrder,
    OrderMatch,
    sha256_of,
)
from services.membership.contract.commands import (
    ApplyRemedy,
    Command,
)
from services.membership.contract.directory import MemberFound
from services.membership.contract.explanations import (
    Certainty,
    Explanation,
)
from services.membership.contract.import_rows import (
    ImportBatch,
)
from services.membership.contract.import_views import ImportResult
from services.membership.contract.provisional_commands import (
    EndProvisional,
    RestoreProvisionally,
)
from services.membership.contract.queries import (
    AnyQuery,
    FindOrder,
    GetCaseFile,
    GetExplanation,
    GetMembership,
    GetTimeline,
    PreviewRemedy,
)
from services.membership.contract.remedies import RemedyGiven
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.contract.views import (
    Answer,
    CaseFile,
    Failed,
    MembershipView,
    Outcome,
    RemedyPreview,
    TimelineEntry,
    TimelinePage,
)
from services.membership.contract.words import Cause, Lifecycle, RemedyKind, Status
from services.shared.callers import SYSTEM, Caller
from tests.unit.membership.world import PLANS

NOTHING_SAID = LocalText(zh="", en="")


def case_file(
    member_id: str,
    at: datetime,
    *,
    lost_at: datetime | None,
    cause: Cause | None = Cause.SYNC_DELAY,
    certainty: Certainty = Certainty.CERTAIN,
) -> CaseFile:
    explanation = Explanation(
        member_id=member_id,
        at=at,
        entitled=cause is None,
        cause=cause,
        responsible=None,
        certainty=certainty,
        summary=NOTHING_SAID,
        lost_at=lost_at,
        evidence=(),
        clause=None,
        clause_version=None,
        benefits_lost=(),
        money_lost=0,
        blockers=(),
        next_steps=(),
        prevention=NOTHING_SAID,
        rules=(),
    )
    return CaseFile(
        member_id=member_id,
        gathered_at=at,
        explanation=explanation,
        timeline=(),
        evidence=(),
        history_hash="ab" * 32,
    )


def standing(member_id: str, now: datetime, **changes: Any) -> MembershipView:
    """Expired, without a hold."""
    plan = next(plan for plan in PLANS.values() if plan.code == "gold")
    expired: dict[str, Any] = {
        "member_id": member_id, "version": 1, "status": Status.EXPIRED,
        "lifecycle": Lifecycle.EXPIRED, "entitled": False, "plan": plan, "price": plan.price,
        "period_start": now, "period_end": now, "grace_until": None, "auto_renew": False,
        "balance": 0, "currency": "CNY", "holds": (), "undo": None, "benefits": (),
        "last_login_at": None, "history_hash": "ab" * 32, "plan_version": 1,
        "renewal_price": plan.price,
    }  # fmt: skip
    return MembershipView(**(expired | changes))


class FakeMembership:
    """Implements `MembershipApi` as far as appeals call it. `down` and `refusal` are faults;
    `impossible`: why no remedy could be given; `refusals`: to single members. `credits`: what
    the discount missed is worth. `records`: what case files hold; `owners`: whose orders are.
    `happened`: what its feed has."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._rows = db["members"]
        self._clock = clock
        self.down = False
        self.refusal: AppError | None = None
        self.impossible: AppError | None = None
        self.refusals: dict[str, AppError] = {}
        self.happened: list[EventEnvelope] = []
        self.worth = 100
        self.credits: dict[str, int] = {}
        self.calls = 0
        self.records: list[CaseRecord] = []
        self.owners: dict[str, str] = {}
        self.for_now: list[RestoreProvisionally | EndProvisional] = []

    async def lose(self, member_id: str, lost_at: datetime | None, cause: Cause | None) -> None:
        """A member whose period ended at `lost_at`; no cause: one who has lost nothing."""
        row: dict[str, object] = {
            "cause": cause,
            "lost_at": lost_at,
            "period_end": lost_at,
            "remedies": [],
        }
        await self._rows.replace_one({"_id": member_id}, row, upsert=True)

    async def lose_together(self, lost_at: Mapping[str, datetime], cause: Cause) -> None:
        """Members of whom nothing is known yet."""
        rows = [
            {"_id": id, "cause": cause, "lost_at": at, "period_end": at, "remedies": []}
            for id, at in lost_at.items()
        ]
        await self._rows.insert_many(rows)

    async def remedies(self, member_id: str) -> list[RemedyApplied]:
        row = await self._rows.find_one({"_id": member_id})
        return [msgspec.convert(body, RemedyApplied) for body in (row or {})["remedies"]]

    async def execute(self, command: Command, by: Caller) -> Outcome:
        self.calls += 1
        self._answer_at_all()
        if isinstance(command, RestoreProvisionally | EndProvisional):
            self.for_now.append(command)
            return Outcome(member_id=command.member_id, version=1)
        assert isinstance(command, ApplyRemedy)
        if (refusal := self.refusals.get(command.member_id, self.refusal)) is not None:
            raise refusal
        if command.kind is RemedyKind.CREDIT and command.member_id not in self.credits:
            raise NotAllowed("Nothing is to be credited.")
        row = await self._rows.find_one({"_id": command.member_id})
        if row is None:
            raise NotFound(f"There is no member {command.member_id}.")
        applied = self._applied(command, row["period_end"])
        body = msgspec.to_builtins(applied, builtin_types=(datetime,))
        unless_granted = {
            "_id": command.member_id,
            "remedies.remedy_id": {"$ne": command.remedy_id},
        }
        change = {"$push": {"remedies": body}, "$set": {"period_end": applied.period_end}}
        result = await self._rows.update_one(unless_granted, change)
        return Outcome(
            member_id=command.member_id,
            repeated=result.matched_count == 0,
            remedy=await self._given(command),
        )

    async def _given(self, command: ApplyRemedy) -> RemedyGiven:
        """The first time."""
        if command.kind is RemedyKind.CREDIT:
            return RemedyGiven(credited=self.credits[command.member_id])
        [applied] = [
            one
            for one in await self.remedies(command.member_id)
            if one.remedy_id == command.remedy_id
        ]
        return RemedyGiven(days=applied.days, plan=applied.plan, period_end=applied.period_end)

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        self._answer_at_all()
        return [await self._answer(query) for query in queries]

    async def import_batch(self, batch: ImportBatch) -> ImportResult:
        raise AssertionError("appeals import nothing")

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        place = after or BEGINNING
        [read] = place.numbers
        numbered = enumerate(self.happened[read : read + limit], start=read + 1)
        events = tuple(NumberedEvent(number=number, event=event) for number, event in numbered)
        if not events:
            await asyncio.sleep(min(wait_seconds, 0.05))
        head = Place(numbers=(len(self.happened),))
        return FeedPage(start=place, events=events, upto=place.past(events), head=head)

    def _answer_at_all(self) -> None:
        if self.down:
            raise Unavailable("The membership does not answer.")

    def _applied(self, command: ApplyRemedy, period_end: datetime) -> RemedyApplied:
        days = command.days or max(1, (self._clock.now() - command.lost_at).days)
        return RemedyApplied(
            remedy_id=command.remedy_id,
            appeal_number=command.appeal_number,
            kind=command.kind,
            loss_cause=command.loss_cause,
            days=days,
            plan="gold",
            lifecycle=Lifecycle.ACTIVE,
            price=3_000,
            period_start=command.lost_at,
            period_end=period_end + timedelta(days=days),
            reason=command.reason,
            benefits_before={},
            benefits_after={},
        )

    def _owner(self, order_id: str) -> Answer:
        if order_id not in self.owners:
            return Failed(error=to_record(NotFound(f"There is no order {order_id}.")))
        return MemberFound(member_id=self.owners[order_id])

    def _with_records(self, file: CaseFile, orders: tuple[str, ...]) -> CaseFile:
        return msgspec.structs.replace(
            file,
            evidence=tuple(self.records),
            looks_back_to=file.gathered_at - timedelta(days=90),
            named_orders=tuple(_named(one, self.records) for one in orders),
        )

    def _preview(self, query: PreviewRemedy) -> Answer:
        if (refusal := self.refusals.get(query.member_id, self.impossible)) is not None:
            return Failed(error=to_record(refusal))
        if query.parts[0].kind is RemedyKind.CREDIT:
            amount = self.credits.get(query.member_id)
            if amount is None:
                return Failed(error=to_record(NotAllowed("Nothing is to be credited.")))
            return RemedyPreview(gives=RemedyGiven(credited=amount), worth=amount)
        given = RemedyGiven(days=1, plan="gold", period_end=self._clock.now())
        return RemedyPreview(gives=given, worth=self.worth)

    async def _answer(self, query: AnyQuery) -> Answer:
        if isinstance(query, PreviewRemedy):
            return self._preview(query)
        if isinstance(query, GetMembership):
            return standing(query.member_id, self._clock.now())
        if isinstance(query, FindOrder):
            return self._owner(query.order_id)
        return await self._of_member(query)

    async def _of_member(self, query: AnyQuery) -> Answer:
        assert isinstance(query, GetCaseFile | GetExplanation | GetTimeline)
        row = await self._rows.find_one({"_id": query.member_id})
        if row is None:
            return Failed(error=to_record(NotFound(f"There is no member {query.member_id}.")))
        if isinstance(query, GetExplanation):
            return _explained(query.member_id, self._clock.now(), row)
        if isinstance(query, GetCaseFile):
            cause = Cause(row["cause"]) if row["cause"] else None
            now = self._clock.now()
            if (
                query.lost_at
                and row["lost_at"]
                and query.lost_at < row["lost_at"] - timedelta(days=1)
            ):
                refused = InvalidInput("Nothing was lost then.", field="lostAt")
                return Failed(error=to_record(refused))
            found = case_file(query.member_id, now, lost_at=row["lost_at"], cause=cause)
            return self._with_records(found, query.orders)
        entries = [
            _entry(version, body, self._clock.now())
            for version, body in enumerate(row["remedies"], start=1)
            if version > query.after
        ]
        return TimelinePage(entries=tuple(entries), total=len(row["remedies"]), has_more=False)


def record(id: str, at: datetime, *, paid: int) -> CaseRecord:
    facts = {"record": "ORDER", "order_id": id, "paid_price": paid}
    return CaseRecord(
        kind="ORDER", id=id, at=at, says=NOTHING_SAID, hash=sha256_of(facts), facts=facts
    )


def _named(order: str, records: list[CaseRecord]) -> NamedOrder:
    for one in records:
        if one.id == order:
            return NamedOrder(
                named=order, match=OrderMatch.FOUND, says=NOTHING_SAID, id=one.id, hash=one.hash
            )
    return NamedOrder(named=order, match=OrderMatch.NOT_ON_RECORD, says=NOTHING_SAID)


def _explained(member_id: str, now: datetime, row: Mapping[str, Any]) -> Explanation:
    cause = Cause(row["cause"]) if row["cause"] else None
    return case_file(member_id, now, lost_at=row["lost_at"], cause=cause).explanation


def _entry(version: int, body: dict[str, object], at: datetime) -> TimelineEntry:
    return TimelineEntry(
        id=f"member:{version}",
        version=version,
        type=RemedyApplied.__name__,
        cause=None,
        responsible=None,
        actor=SYSTEM,
        happened_at=at,
        recorded_at=at,
        summary=NOTHING_SAID,
        status_after=Status.ACTIVE,
        plan_after="gold",
        device_id="",
        device_label="",
        ip="",
        hash="",
        body=body,
    )
