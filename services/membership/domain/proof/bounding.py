"""What of many records goes into a case file, and what is said of those that do not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from infra.kernel.text import LocalText
from services.membership.contract.case_records import CutOff, CutReason
from services.membership.domain.wording.speech import Formatter, say

MOST_EVENTS = 500
MOST_OF_A_KIND = 200

R = TypeVar("R")

_NAMES: dict[str, tuple[str, str, str]] = {
    "EVENT": ("项记录", "event", "events"),
    "PAYMENT": ("笔付款", "payment", "payments"),
    "REFUND": ("笔退款", "refund", "refunds"),
    "ORDER": ("笔订单", "order", "orders"),
    "LOGIN": ("次登录", "sign-in", "sign-ins"),
}
"""In Chinese with its measure word; in English one, and several."""


class CaseSpan(NamedTuple):
    """The time that a case file looks at. `around`: the loss, or now where there is none."""

    start: datetime
    around: datetime


@dataclass(frozen=True)
class Bounded(Generic[R]):
    """`kept`: oldest first. `earlier`, `too_many`: how many were left out, by why."""

    kept: Sequence[R]
    earlier: int
    too_many: int

    def cut_off(self, kind: str, window: CaseSpan, formatter: Formatter) -> Iterator[CutOff]:
        if self.earlier:
            says = _said(kind, self.earlier, *_EARLIER, formatter.when(window.start))
            yield CutOff(kind=kind, left_out=self.earlier, why=CutReason.EARLIER, says=says)
        if self.too_many:
            says = _said(kind, self.too_many, *_TOO_MANY, say("", ""))
            yield CutOff(kind=kind, left_out=self.too_many, why=CutReason.TOO_MANY, says=says)


def bounded(
    records: Sequence[R], at: Callable[[R], datetime], window: CaseSpan, most: int
) -> Bounded[R]:
    """Those nearest to the loss, so that what comes later, far from it, drives nothing out."""
    since = [one for one in records if at(one) >= window.start]
    nearest = sorted(since, key=lambda one: (abs(at(one) - window.around), at(one)))[:most]
    return Bounded(
        kept=sorted(nearest, key=at),
        earlier=len(records) - len(since),
        too_many=len(since) - len(nearest),
    )


def too_many_named(count: int) -> CutOff:
    says = say(
        "申诉中另外列出的 {count} 个订单号未核对：一份案卷最多核对 {most} 个。",
        "{count} further order numbers that the appeal names were not looked up: a file does so "
        "for {most}.",
        count=count,
        most=MOST_OF_A_KIND,
    )
    return CutOff(kind="NAMED_ORDER", left_out=count, why=CutReason.TOO_MANY, says=says)


_EARLIER = (
    "另有 {count} {what}早于 {start}，未列入本案卷。",
    "{count} further {what} from before {start} {is_not} in this file.",
)
_TOO_MANY = (
    "另有 {count} {what}离失去会员之时较远，未列入本案卷。",
    "{count} further {what}, less close to the loss, {is_not} in this file.",
)


def _said(kind: str, count: int, zh: str, en: str, start: LocalText) -> LocalText:
    measured, one, several = _NAMES[kind]
    what = LocalText(zh=measured, en=one if count == 1 else several)
    is_not = "is not" if count == 1 else "are not"
    return say(zh, en, count=count, what=what, start=start, is_not=is_not)
