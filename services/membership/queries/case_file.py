"""What an appeal attaches by itself, so that a member has to prove nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both, several
from infra.kernel.text import LocalText
from services.membership.contract import queries as q
from services.membership.contract.clause_events import NoticeDelivered
from services.membership.contract.explanations import Evidence
from services.membership.contract.views import CaseFile
from services.membership.domain.explain import losses
from services.membership.domain.explain.losses import NAMED_WITHIN, Loss, loss_named
from services.membership.domain.wording.speech import Formatter, say
from services.membership.queries.explanation import explanation_at
from services.membership.queries.gathered import Gathered
from services.membership.queries.records import entries

_BEFORE = timedelta(days=90)
"""How far before a loss its causes are looked for."""
_MOST_NAMED = 10


def case_file(query: q.GetCaseFile, gathered: Gathered) -> CaseFile:
    member_id = query.member_id
    history = gathered.history(member_id)
    lost_at = _loss_began(query, gathered)
    start = (lost_at or gathered.now) - _BEFORE
    formatter = gathered.formatter(member_id, for_staff=True)  # both the member and staff read it
    return CaseFile(
        member_id=member_id,
        gathered_at=gathered.now,
        explanation=explanation_at(member_id, lost_at, gathered, formatter.display_zone),
        timeline=tuple(
            e for e in entries(member_id, gathered, formatter) if e.happened_at >= start
        ),
        evidence=tuple(
            sorted(_evidence(member_id, start, gathered, formatter), key=lambda one: one.at)
        ),
        history_hash=history[-1].hash,
    )


def _loss_began(query: q.GetCaseFile, gathered: Gathered) -> datetime | None:
    """When the loss that the member means was in the record; none where there is no loss.

    An imported loss began before the record did.

    Raises:
        InvalidInput: there are losses, and none of them is the one that is meant.
    """
    history = gathered.history(query.member_id)
    found = losses(history)
    if not found:
        return None
    meant = _meant(found, query.lost_at, gathered.now) if query.lost_at else found[-1]
    began = next(event for event in history if event.id == meant.began_by)
    return max(meant.since, began.happened_at)


def _meant(found: Sequence[Loss], at: datetime, now: datetime) -> Loss:
    loss = loss_named(found, at, now)
    if loss is not None:
        return loss
    times = [one.since for one in found[-_MOST_NAMED:]]
    raise InvalidInput(
        both(
            "{at} 前后没有失去会员的记录。有记录的时间是：{losses}。请填写其中一个"
            "（相差不超过 {hours} 小时），或不填 lostAt，即指最近一次。",
            "Nothing was lost around {at}. Losses on record began: {losses}. Name one of them, at "
            "most {hours} hours off, or leave lostAt out for the latest.",
            at=at,
            losses=several(times),
            hours=NAMED_WITHIN // timedelta(hours=1),
        ),
        field="lostAt",
        details={"losses": [time.isoformat() for time in times]},
    )


def _evidence(
    member_id: str, start: datetime, gathered: Gathered, formatter: Formatter
) -> Iterator[Evidence]:
    for found in (
        _payments(member_id, gathered, formatter),
        _orders(member_id, gathered, formatter),
        _logins(member_id, gathered),
        _notices(member_id, gathered),
    ):
        yield from (one for one in found if one.at >= start)
    yield from _clauses(gathered)


def _payments(member_id: str, gathered: Gathered, formatter: Formatter) -> Iterator[Evidence]:
    for one in gathered.payments.get(member_id, []):
        says = say(
            "付款 {amount}，{paid} 支付，{recorded} 入账。",
            "Payment of {amount}, made {paid}, recorded {recorded}.",
            amount=formatter.money(one.amount),
            paid=formatter.when(one.paid_at),
            recorded=formatter.when(one.recorded_at),
        )
        yield Evidence(kind="PAYMENT", id=one.order_id, at=one.paid_at, says=says)


def _orders(member_id: str, gathered: Gathered, formatter: Formatter) -> Iterator[Evidence]:
    for one in gathered.orders.get(member_id, []):
        says = say(
            "订单原价 {full}，实付 {paid}。",
            "Order of {full} full price, {paid} paid.",
            full=formatter.money(one.full_price),
            paid=formatter.money(one.paid_price),
        )
        yield Evidence(kind="ORDER", id=one.order_id, at=one.at, says=says)


def _logins(member_id: str, gathered: Gathered) -> Iterator[Evidence]:
    known = LocalText(zh="在已知设备上登录。", en="Login on a known device.")
    unknown = LocalText(zh="在陌生设备上登录。", en="Login on an unfamiliar device.")
    for one in gathered.logins.get(member_id, []):
        says = known if one.known or one.passed_second_factor else unknown
        yield Evidence(kind="LOGIN", id=one.login_id, at=one.at, says=says)


def _notices(member_id: str, gathered: Gathered) -> Iterator[Evidence]:
    for event in gathered.history(member_id):
        if event.type != NoticeDelivered.__name__:
            continue
        says = say(
            "条款 {clause} 第 {version} 版的通知已送达。",
            "The notice of clause {clause}, version {version}, was delivered.",
            clause=event.body["clause"],
            version=event.body["clause_version"],
        )
        yield Evidence(
            kind="NOTICE",
            id=event.body["notice_id"],
            at=event.happened_at,
            says=says,
            hash=event.hash,
        )


def _clauses(gathered: Gathered) -> Iterator[Evidence]:
    for versions in gathered.catalog.clauses.values():
        for item in versions:
            says = say(
                "条款「{title}」第 {version} 版发布。",
                "Clause “{title}”, version {version}, was published.",
                title=item.title,
                version=item.version,
            )
            yield Evidence(
                kind="CLAUSE",
                id=f"{item.clause}@{item.version}",
                at=item.published_at,
                says=says,
                hash=item.hash,
            )
