"""What a case file holds beside the timeline: each a record with its facts and their hash."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from infra.kernel.text import LocalText
from services.membership.contract.case_records import CaseRecord, sha256_of
from services.membership.contract.clause_events import NoticeDelivered
from services.membership.contract.clause_views import ClauseStanding, ClauseVersionView
from services.membership.domain.aggregate.catalog import ClauseVersion, PlanVersion
from services.membership.domain.aggregate.evidence import (
    Login,
    Order,
    Payment,
    ReportedRefund,
)
from services.membership.domain.aggregate.public_facts import (
    Recorded,
    facts_of,
    facts_of_clause,
    facts_of_plan,
    kind_of,
)
from services.membership.domain.wording.speech import Formatter, say
from services.membership.queries.gathered import Gathered

_KNOWN = LocalText(zh="已知", en="a known")
_UNFAMILIAR = LocalText(zh="陌生", en="an unfamiliar")


def payments(found: Iterable[Payment], formatter: Formatter) -> Iterator[CaseRecord]:
    for one in found:
        says = say(
            "付款 {amount}，{paid} 支付，{recorded} 入账。",
            "Payment of {amount}, made {paid}, recorded {recorded}.",
            amount=formatter.money(one.amount),
            paid=formatter.when(one.paid_at),
            recorded=formatter.when(one.recorded_at),
        )
        yield _of_record(one, one.order_id, one.paid_at, says)


def orders(found: Iterable[Order], formatter: Formatter) -> Iterator[CaseRecord]:
    for one in found:
        says = say(
            "订单原价 {full}，实付 {paid}。",
            "Order of {full} full price, {paid} paid.",
            full=formatter.money(one.full_price),
            paid=formatter.money(one.paid_price),
        )
        yield _of_record(one, one.order_id, one.at, says)


def refunds(found: Iterable[ReportedRefund], formatter: Formatter) -> Iterator[CaseRecord]:
    for one in found:
        says = say(
            "订单 {order} 退款 {amount}，{refunded} 退回，{recorded} 入账。",
            "Refund of {amount} on order {order}, made {refunded}, recorded {recorded}.",
            order=one.order_id,
            amount=formatter.money(one.amount),
            refunded=formatter.when(one.refunded_at),
            recorded=formatter.when(one.recorded_at),
        )
        yield _of_record(one, one.refund_id, one.refunded_at, says)


def logins(found: Iterable[Login]) -> Iterator[CaseRecord]:
    for one in found:
        says = say(
            "在{which}设备 {device} 上登录。",
            "Sign-in on {which} device, {device}.",
            which=_KNOWN if one.known or one.passed_second_factor else _UNFAMILIAR,
            device=one.device_id,
        )
        yield _of_record(one, one.login_id, one.at, says)


def notices(member_id: str, start: datetime, gathered: Gathered) -> Iterator[CaseRecord]:
    """Of clause versions, delivered since `start`; how they were is for notification to say."""
    for event in gathered.history(member_id):
        if event.type != NoticeDelivered.__name__ or event.happened_at < start:
            continue
        names = ("notice_id", "clause", "clause_version")
        facts: dict[str, Any] = {name: event.body[name] for name in names}
        says = say(
            "条款 {clause} 第 {version} 版的通知已送达。",
            "The notice of clause {clause}, version {version}, was delivered.",
            clause=facts["clause"],
            version=facts["clause_version"],
        )
        facts |= {"record": "NOTICE", "event": event.id, "event_hash": event.hash}
        yield _record("NOTICE", facts["notice_id"], event.happened_at, says, facts)


def clauses(
    gathered: Gathered,
    then: Iterable[ClauseVersionView],
    now: Iterable[ClauseVersionView],
    cited: tuple[str | None, int | None],
) -> Iterator[CaseRecord]:
    """The versions that bound the member at the loss, those that bind now, and the one that the
    explanation cites."""
    bound_then, bound_now = _binding(then), _binding(now)
    for item in _all_clauses(gathered):
        key = (item.clause, item.version)
        if key in bound_then | bound_now | {cited}:
            says = say(
                "条款《{title}》第 {version} 版：{stands}。",
                "Clause “{title}”, version {version}: {stands}.",
                title=item.title,
                version=item.version,
                stands=_stands(then=key in bound_then, now=key in bound_now),
            )
            id, facts = f"{item.clause}@{item.version}", facts_of_clause(item)
            yield _record("CLAUSE", id, item.published_at, says, facts)


def plans(
    gathered: Gathered, lost: set[tuple[str, int]], now: tuple[str, int]
) -> Iterator[CaseRecord]:
    """The versions that the member held at the loss and fell to, and the one held now."""
    for code, version in sorted(lost | {now}):
        item = _plan_version(gathered, code, version)
        if item is None:
            continue
        says = say(
            "套餐「{name}」第 {version} 版，{price}：{stands}。",
            "Plan {name}, version {version}, at {price}: {stands}.",
            name=item.plan.name,
            version=version,
            price=gathered.formatter("", for_staff=False).money(item.plan.price),
            stands=_stands(then=(code, version) in lost, now=(code, version) == now),
        )
        yield _record("PLAN", f"{code}@{version}", item.effective_at, says, facts_of_plan(item))


def _of_record(one: Recorded, id: str, at: datetime, says: LocalText) -> CaseRecord:
    return _record(kind_of(one), id, at, says, facts_of(one))


def _record(kind: str, id: str, at: datetime, says: LocalText, facts: dict[str, Any]) -> CaseRecord:
    return CaseRecord(kind=kind, id=id, at=at, says=says, hash=sha256_of(facts), facts=facts)


def _binding(standings: Iterable[ClauseVersionView]) -> set[tuple[str | None, int | None]]:
    return {
        (one.clause, one.version) for one in standings if one.standing is ClauseStanding.BINDING
    }


def _all_clauses(gathered: Gathered) -> Iterator[ClauseVersion]:
    for versions in gathered.catalog.clauses.values():
        yield from versions


def _plan_version(gathered: Gathered, code: str, version: int) -> PlanVersion | None:
    """None for a plan that no catalogue knows any more."""
    known = gathered.catalog.plans.versions.get(code, ())
    return next((one for one in known if one.version == version), None)


def _stands(*, then: bool, now: bool) -> LocalText:
    if then and now:
        return LocalText(
            zh="失去会员时适用，现在仍适用", en="in force for you at the loss, and now"
        )
    if then:
        return LocalText(zh="失去会员时适用", en="in force for you at the loss")
    if now:
        return LocalText(zh="现在适用", en="in force for you now")
    return LocalText(zh="解释中引用", en="cited by the explanation")
