"""Orders that a member names, held against those on the member's own record. Whether somebody
else has such an order plays no part: nothing of others may show."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from infra.kernel.events import EventEnvelope
from infra.kernel.text import LocalText
from services.membership.contract.case_records import NamedOrder, NearBy, OrderMatch
from services.membership.contract.events import BalanceToppedUp
from services.membership.domain.aggregate.evidence import Order, Payment, ReportedRefund
from services.membership.domain.aggregate.public_facts import Recorded, hash_of, kind_of
from services.membership.domain.proof.bounding import CaseSpan
from services.membership.domain.proof.spelling import amount_in, day_in, normalised, resembles
from services.membership.domain.wording.speech import Formatter, say


class OnRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Something of the member that has a number. `amounts`: in minor units, that it could be known
    by."""

    kind: str
    id: str
    number: str
    at: datetime
    amounts: tuple[int, ...]
    hash: str


def on_record(
    payments: Iterable[Payment],
    orders: Iterable[Order] = (),
    refunds: Iterable[ReportedRefund] = (),
    history: Iterable[EventEnvelope] = (),
) -> list[OnRecord]:
    """What can be named, the first of one number first. A payment onto the balance is in the
    history as well, by the same number."""
    known = [
        *(_known(one, one.order_id, one.paid_at, one.amount) for one in payments),
        *(_known(one, one.order_id, one.at, one.paid_price, one.full_price) for one in orders),
        *(_known(one, one.refund_id, one.refunded_at, one.amount) for one in refunds),
    ]
    numbers = {one.number for one in known}
    return known + [one for one in _topped_up(history) if one.number not in numbers]


def _known(record: Recorded, number: str, at: datetime, *amounts: int) -> OnRecord:
    return OnRecord(
        kind=kind_of(record),
        id=number,
        number=number,
        at=at,
        amounts=amounts,
        hash=hash_of(record),
    )


def _topped_up(history: Iterable[EventEnvelope]) -> Iterator[OnRecord]:
    for event in history:
        if event.type == BalanceToppedUp.__name__:
            yield OnRecord(
                kind="EVENT",
                id=event.id,
                number=event.body["reference"],
                at=event.happened_at,
                amounts=(event.body["amount"],),
                hash=event.hash,
            )


class Matcher:
    def __init__(self, known: Sequence[OnRecord], window: CaseSpan, formatter: Formatter) -> None:
        """Of several that are as close, the one nearest to the loss is meant."""
        self._known = sorted(known, key=lambda one: (abs(one.at - window.around), one.id))
        self._start = window.start
        self._formatter = formatter

    def match(self, named: str) -> NamedOrder:
        same = self._same(named)
        if same is not None:
            return self._found(named, same)
        near = self._near(named)
        if near is not None:
            return self._nearly(named, *near)
        return NamedOrder(named=named, match=OrderMatch.NOT_ON_RECORD, says=NOT_ON_RECORD)

    def _same(self, named: str) -> OnRecord | None:
        exact = (one for one in sorted(self._known, key=_payments_first) if one.number == named)
        wanted = normalised(named)
        alike = (one for one in self._known if wanted and normalised(one.number) == wanted)
        return next(exact, None) or next(alike, None)

    def _near(self, named: str) -> tuple[OnRecord, NearBy] | None:
        wanted = normalised(named)
        mistyped = (one for one in self._known if resembles(normalised(one.number), wanted))
        found = next(mistyped, None)
        if found is not None:
            return found, NearBy.CHARACTER
        return self._of(amount_in(named, self._formatter.currency), day_in(named))

    def _of(self, amount: int | None, day: date | None) -> tuple[OnRecord, NearBy] | None:
        if amount is None and day is None:
            return None
        fits = (
            one
            for one in self._known
            if amount in (None, *one.amounts) and day in (None, self._day_of(one))
        )
        found = next(fits, None)
        return (found, _by(amount, day)) if found else None

    def _day_of(self, one: OnRecord) -> date:
        return one.at.astimezone(ZoneInfo(self._formatter.display_zone.zone)).date()

    def _found(self, named: str, one: OnRecord) -> NamedOrder:
        around = one.at >= self._start
        at = self._formatter.when(one.at)
        return _about(
            one,
            named,
            OrderMatch.FOUND if around else OrderMatch.ANOTHER_TIME,
            _said(_FOUND if around else _ANOTHER_TIME, one, at, self._start_said()),
        )

    def _nearly(self, named: str, one: OnRecord, near: NearBy) -> NamedOrder:
        said = _said(_NEARLY[near], one, self._formatter.when(one.at), self._start_said())
        return _about(one, named, OrderMatch.NEARLY, said, near)

    def _start_said(self) -> LocalText:
        return self._formatter.when(self._start)


def _payments_first(one: OnRecord) -> bool:
    return one.kind != "PAYMENT"


def _by(amount: int | None, day: date | None) -> NearBy:
    if amount is not None and day is not None:
        return NearBy.AMOUNT_AND_DAY
    return NearBy.DAY if amount is None else NearBy.AMOUNT


def _about(
    one: OnRecord, named: str, match: OrderMatch, says: LocalText, near: NearBy | None = None
) -> NamedOrder:
    return NamedOrder(
        named=named,
        match=match,
        says=says,
        kind=one.kind,
        id=one.id,
        at=one.at,
        hash=one.hash,
        near=near,
    )


_KINDS = {
    "PAYMENT": LocalText(zh="付款", en="payment"),
    "ORDER": LocalText(zh="订单", en="order"),
    "REFUND": LocalText(zh="退款", en="refund"),
    "EVENT": LocalText(zh="充值", en="top-up"),
}
_FOUND = (
    "{kind} {id}（{at}）在您的记录中。",
    "The {kind} {id} of {at} is on your record.",
)
_ANOTHER_TIME = (
    "{kind} {id}（{at}）在您的记录中，但早于 {start}，与此次失去会员相隔较久。",
    "The {kind} {id} of {at} is on your record, but from before {start}: long before this loss.",
)
_NEARLY = {
    NearBy.CHARACTER: (
        "记录中没有这个号码，但有只差一个字符的{kind} {id}（{at}），可能就是它。",
        "No such number is on your record. The {kind} {id} of {at} differs in one character and "
        "may be the one.",
    ),
    NearBy.AMOUNT: (
        "记录中没有这个号码，但有金额相同的{kind} {id}（{at}），可能就是它。",
        "No such number is on your record. The {kind} {id} of {at} has the same amount and may be "
        "the one.",
    ),
    NearBy.DAY: (
        "记录中没有这个号码，但同一天有{kind} {id}（{at}），可能就是它。",
        "No such number is on your record. The {kind} {id} of {at} is of the same day and may be "
        "the one.",
    ),
    NearBy.AMOUNT_AND_DAY: (
        "记录中没有这个号码，但同一天有金额相同的{kind} {id}（{at}），可能就是它。",
        "No such number is on your record. The {kind} {id} of {at} has the same amount and day and "
        "may be the one.",
    ),
}
NOT_ON_RECORD = LocalText(
    zh="您的记录中没有这笔订单：商家从未就您的账号报告过它。如果是用别的账号付款，或号码抄错，"
    "请在申诉中说明；付款凭证可以作为材料提交。",
    en="It is not on your record: the shop never reported it for your account. If it was paid from "
    "another account, or the number was copied wrongly, say so in the appeal; a proof of payment "
    "can be added.",
)


def _said(sentence: tuple[str, str], one: OnRecord, at: LocalText, start: LocalText) -> LocalText:
    return say(*sentence, kind=_KINDS[one.kind], id=one.number, at=at, start=start)
