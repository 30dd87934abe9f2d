"""How an adverse change came about: who told of it, and what of it programs did.

A change that its member made is no decision about the member; it is told as what it is.
"""

from collections.abc import Sequence
from typing import NamedTuple

from infra.kernel.events import EventEnvelope
from infra.kernel.text import LocalText
from services.membership.contract.breaker_events import DeferredChangeReleased
from services.membership.contract.events import Event, MembershipImported
from services.membership.contract.hold_events import HoldPlaced
from services.membership.contract.link_events import CoverChanged, CoverEnded, LinkEnded
from services.membership.contract.money_events import MembershipReversed
from services.membership.contract.provisional_events import ProvisionalEnded
from services.membership.contract.statements import Automation, ReasonSource
from services.membership.contract.transfer_events import MembershipGiven
from services.membership.contract.words import RESPONSIBLE, RefundKind, Responsible
from services.membership.domain.wording.speech import say
from services.membership.statements.domain.adverse import AdverseEvent
from services.shared.callers import ActorKind


class Taking(NamedTuple):
    """`found_by_program`: whether detection was automated. None: the record does not tell."""

    source: ReasonSource
    found_by_program: bool | None
    decision: Automation | None
    says: LocalText


_BY_STAFF = Taking(
    ReasonSource.OWN_INITIATIVE,
    False,
    Automation.NOT_AUTOMATED,
    say(
        "由工作人员发现并决定，没有使用自动化手段。",
        "Staff found it and decided it; nothing of it was automated.",
    ),
)
_BY_MEMBER = Taking(
    ReasonSource.NOTICE,
    False,
    Automation.NOT_AUTOMATED,
    say(
        "由您的账号提出，不是平台的决定，没有使用自动化手段。",
        "It was asked for from your account. The platform did not decide it, and nothing of it was "
        "automated.",
    ),
)
_ON_REPORT_OF_MEMBER = Taking(
    ReasonSource.NOTICE,
    False,
    Automation.FULLY,
    say(
        "由您报告，程序随即按规则作出决定，没有人工参与。",
        "You reported it, and a program decided by rule at once; no person took part.",
    ),
)
_ON_REPORT_OF_BANK = Taking(
    ReasonSource.NOTICE,
    True,
    Automation.FULLY,
    say(
        "由付款方的银行通知，经商城转来，程序按规则作出决定，没有人工参与。",
        "The payer's bank gave notice through the shop, and a program decided by rule; no person "
        "took part.",
    ),
)
_ON_REPORT_OF_SHOP = Taking(
    ReasonSource.OWN_INITIATIVE,
    True,
    Automation.FULLY,
    say(
        "由商城的系统报告，程序按规则作出决定，没有人工参与。",
        "The shop's systems reported it, and a program decided by rule; no person took part.",
    ),
)
_BY_RULE = Taking(
    ReasonSource.OWN_INITIATIVE,
    True,
    Automation.FULLY,
    say(
        "由程序按规则发现并决定，没有他人举报，也没有人工参与。",
        "A program found it and decided it by rule; nobody reported it, and no person took part.",
    ),
)
_GIVEN = Taking(
    ReasonSource.NOTICE,
    False,
    Automation.NOT_AUTOMATED,
    say(
        "由双方会员约定转赠，撤销期过后由程序执行，不是平台的决定。",
        "The two members agreed on it, and a program carried it out after the time to undo it. The "
        "platform did not decide it.",
    ),
)
_THROUGH_MAIN = Taking(
    ReasonSource.OWN_INITIATIVE,
    True,
    Automation.FULLY,
    say(
        "备用会员的权益随主会员而定，由程序按规则更新，没有人工参与。",
        "What a backup has follows its main; a program updated it by rule, and no person took "
        "part.",
    ),
)
_WITH_AN_APPEAL = Taking(
    ReasonSource.NOTICE,
    True,
    Automation.PARTIALLY,
    say(
        "临时恢复随申诉结束，由程序执行；申诉由谁、如何决定，见该申诉。",
        "It ends with the appeal, and a program carries that out; who decided the appeal, and how, "
        "is said there.",
    ),
)
_TAKEN_OVER = Taking(
    ReasonSource.OWN_INITIATIVE,
    None,
    None,
    say(
        "这是原平台的记录。当时由谁发现、如何决定，我们的记录没有说明。",
        "This is the former platform's record. Ours does not say who found it there, or how it was "
        "decided.",
    ),
)
_RELEASED = Taking(
    ReasonSource.OWN_INITIATIVE,
    True,
    Automation.PARTIALLY,
    say(
        "由程序按规则发现，暂缓之后由工作人员决定执行。",
        "A program found it by rule; it was held back until a member of staff decided that it "
        "happens.",
    ),
)


_BY_EVENT: dict[type[Event], Taking] = {
    MembershipImported: _TAKEN_OVER,
    MembershipGiven: _GIVEN,
    ProvisionalEnded: _WITH_AN_APPEAL,
    CoverEnded: _THROUGH_MAIN,
    CoverChanged: _THROUGH_MAIN,
    LinkEnded: _THROUGH_MAIN,
}
"""Whoever acted."""
_BY_ACTOR = {
    ActorKind.STAFF: _BY_STAFF,
    ActorKind.MEMBER: _BY_MEMBER,
    ActorKind.HOST: _ON_REPORT_OF_SHOP,
}


def taking(adverse: AdverseEvent, history: Sequence[EventEnvelope]) -> Taking:
    actor = ActorKind(adverse.envelope.actor.kind)
    match adverse.body:
        case MembershipReversed(kind=RefundKind.CHARGEBACK):
            return _ON_REPORT_OF_BANK
        case HoldPlaced(hold=hold) if actor is ActorKind.MEMBER:
            own = RESPONSIBLE[hold.cause] is Responsible.MEMBER
            return _BY_MEMBER if own else _ON_REPORT_OF_MEMBER
    by_rule = _RELEASED if _released(adverse.envelope, history) else _BY_RULE
    return _BY_EVENT.get(type(adverse.body)) or _BY_ACTOR.get(actor, by_rule)


def _released(envelope: EventEnvelope, history: Sequence[EventEnvelope]) -> bool:
    """A change of this cause was released by the very act that it was recorded with."""
    return any(
        one.type == DeferredChangeReleased.__name__
        and (one.recorded_at, one.cause) == (envelope.recorded_at, envelope.cause)
        for one in history[: envelope.version]
    )
