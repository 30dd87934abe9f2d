"""What the member can do, the shortest way back from the loss that is explained first.

Where nothing is lost, what keeps it so comes first: a sign-in costs nothing. A fault of the
platform is never the member's to pay for, nor is a thief's doing: then the appeal comes first, or
what takes it back, and nothing that costs money is offered. Undoing is free, so nothing is sold
while it is possible.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from services.membership.contract import clause_events, events, hold_events, staff_events
from services.membership.contract.breaker_events import ChangeDeferred
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.contract.rules import APPEAL_WITHIN
from services.membership.contract.words import (
    RESPONSIBLE,
    Cause,
    Responsible,
)
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.pay_late import pay_late
from services.membership.domain.explain.sentences import claim, plain
from services.membership.domain.explain.spend import spend
from services.membership.domain.explain.step import PossibleStep
from services.membership.domain.explain.steps_of_holds import (
    not_me,
    release_holds,
    resume,
    verify,
)
from services.membership.domain.periods.period import paid_ahead, upgrade_price

_SETTLE_A_WARNING = (
    events.ActivitySeen,
    events.MembershipDowngraded,
    events.MembershipUpgraded,
    events.MembershipRenewed,
    hold_events.HoldReleased,
    RemedyApplied,
    staff_events.PlanGranted,
)

Rule = Callable[[Facts, Finding], Iterable[PossibleStep]]


def undo(facts: Facts, _: Finding) -> Iterable[PossibleStep]:
    if not _can_undo(facts) or facts.view.undo is None:
        return
    until = facts.view.undo.until
    changed = facts.proof(facts.of_version(facts.view.undo.event_version))
    if not changed:
        return
    yield PossibleStep(
        action="UNDO",
        says=claim(
            "{until} 前一键撤销，一切恢复原样。",
            "Undo it in one step until {until}; everything comes back as it was.",
            on=changed,
            until=facts.formatter.when(until),
        ),
        until=until,
    )


def top_up(facts: Facts, finding: Finding) -> Iterable[PossibleStep]:
    """What is missing for the step that costs money, or for the automatic renewal to come."""
    price, until = _price_due(facts, finding)
    missing, balance = price - facts.view.balance, facts.balance_proof()
    if missing > 0 and balance:
        yield PossibleStep(
            action="TOP_UP",
            says=claim(
                "先充值 {missing}（余额 {balance}）。",
                "Top up the {missing} that is missing; your balance is {balance}.",
                on=balance,
                missing=facts.formatter.money(missing),
                balance=facts.formatter.money(facts.view.balance),
            ),
            amount=missing,
            until=until,
        )


def renew(facts: Facts, finding: Finding) -> Iterable[PossibleStep]:
    """In grace; and before the end of a period that will not renew by itself."""
    view = facts.view
    if facts.claim is not None:
        return  # it may be paid for already
    runs = finding.cause is None and not facts.period_over
    ahead = runs and not view.auto_renew and not _paid_ahead(facts)
    if not (facts.in_grace or ahead):
        return
    if LossKind.LAPSE in facts.waiting:
        yield _renew_meanwhile(facts)
        return
    until = view.grace_until if facts.in_grace and view.grace_until else view.period_end
    grace = facts.proof(facts.last(events.GraceStarted, events.MembershipImported))
    proof = grace if facts.in_grace else facts.period_proof()
    if not proof:
        return
    said = (
        ("{until} 前以原价 {price} 续费。", "Renew for the original price of {price} by {until}.")
        if view.renewal_price == view.price
        else ("{until} 前以新价 {price} 续费。", "Renew for the new price of {price} by {until}.")
    )
    yield PossibleStep(
        action="RENEW",
        says=claim(
            *said,
            on=proof,
            price=facts.formatter.money(view.renewal_price),
            until=facts.formatter.when(until),
        ),
        amount=view.renewal_price,
        until=until,
    )


def _renew_meanwhile(facts: Facts) -> PossibleStep:
    """Grace is over but for a person's word, so no end can be promised."""
    return PossibleStep(
        action="RENEW",
        says=claim(
            "核查期间随时可以 {price} 续费，时间不会中断。",
            "Renew for {price} while it is under review, without a gap.",
            on=facts.proof(facts.last(ChangeDeferred)),
            price=facts.formatter.money(facts.view.renewal_price),
        ),
        amount=facts.view.renewal_price,
    )


def enrol(facts: Facts, finding: Finding) -> Iterable[PossibleStep]:
    if not facts.ended or _can_undo(facts) or _nothing_to_sell(finding):
        return
    plan, ended = facts.plan_to_join, facts.proof(facts.lifecycle_end())
    if not ended:
        return
    yield PossibleStep(
        action="ENROL",
        says=claim(
            "以 {price} 重新开通「{plan}」，马上生效。",
            "Join {plan} again for {price}; it starts at once.",
            on=ended,
            price=facts.formatter.money(plan.price),
            plan=plan.name,
        ),
        amount=plan.price,
    )


def upgrade_back(facts: Facts, finding: Finding) -> Iterable[PossibleStep]:
    if facts.lower is None or _can_undo(facts) or _nothing_to_sell(finding):
        return
    view, plan = facts.view, facts.plan_to_join
    if plan.rank <= view.plan.rank:
        return
    amount = upgrade_price(plan, view.plan, view, facts.at)
    yield PossibleStep(
        action="UPGRADE",
        says=claim(
            "补差价 {price} 升回「{plan}」，用到 {end}。",
            "Move back up to {plan} for the difference of {price}, until {end}.",
            on=facts.proof(facts.main),
            price=facts.formatter.money(amount),
            plan=plan.name,
            end=facts.formatter.when(view.period_end),
        ),
        amount=amount,
        until=view.period_end,
    )


def log_in(facts: Facts, finding: Finding) -> Iterable[PossibleStep]:
    warning = _open_warning(facts)
    if warning:
        yield PossibleStep(
            action="LOG_IN",
            says=claim(
                "{at} 前登录一次，即可保留「{plan}」。",
                "Sign in once before {at} and you keep {plan}.",
                on=facts.proof(warning),
                at=facts.formatter.when(warning.body.downgrade_at),
                plan=facts.view.plan.name,
            ),
            until=warning.body.downgrade_at,
        )
    elif finding.cause is Cause.INACTIVITY and facts.view.plan.falls_to:
        yield PossibleStep(
            action="LOG_IN",
            says=claim(
                "登录一次，等级就不会再往下降。",
                "Sign in once, and it falls no further.",
                on=facts.proof(facts.main),
            ),
        )


def appeal(facts: Facts, finding: Finding) -> Iterable[PossibleStep]:
    if facts.loss is None or not facts.can_appeal:
        return
    until = facts.loss.since + APPEAL_WITHIN
    sentences = (
        "不认同的话，{until} 前可以申诉，凭证我们会自动附上。",
        "Appeal by {until} if this is not right; we attach the proof for you.",
    )
    if _platform_at_fault(finding):
        sentences = (
            "{until} 前提交申诉，请我们纠正过来；凭证会自动附上。",
            "Appeal by {until} to have it put right; we attach the proof for you.",
        )
    began = facts.proof(facts.by_id(facts.loss.began_by))
    says = claim(*sentences, on=began, until=facts.formatter.when(until))
    yield PossibleStep(action="APPEAL", says=says, until=until)


def ask_a_person(facts: Facts, finding: Finding) -> Iterable[PossibleStep]:
    if finding.cause is not None:
        yield PossibleStep(
            action="ASK_A_PERSON",
            says=plain("ask_a_person"),
        )


_USUAL: tuple[Rule, ...] = (
    undo, resume, release_holds, pay_late, spend, top_up, renew, enrol, upgrade_back, log_in,
    not_me, appeal, ask_a_person,
)  # fmt: skip
_NOTHING_LOST: tuple[Rule, ...] = (
    undo, resume, release_holds, verify, log_in, spend, top_up, renew, enrol, upgrade_back,
    appeal, ask_a_person,
)  # fmt: skip
_PLATFORM_FAULT: tuple[Rule, ...] = (
    appeal, ask_a_person, undo, resume, release_holds, log_in, spend, top_up, renew,
)  # fmt: skip
_UNKNOWN: tuple[Rule, ...] = (
    ask_a_person, appeal, undo, resume, release_holds, pay_late, top_up, renew, enrol,
)  # fmt: skip


def next_steps(facts: Facts, finding: Finding) -> tuple[PossibleStep, ...]:
    return tuple(step for rule in _order(finding) for step in rule(facts, finding))


def _order(finding: Finding) -> tuple[Rule, ...]:
    if _platform_at_fault(finding):
        return _PLATFORM_FAULT
    if finding.cause is None:
        return _NOTHING_LOST
    return _UNKNOWN if finding.cause is Cause.UNKNOWN else _USUAL


def _platform_at_fault(finding: Finding) -> bool:
    return finding.cause is not None and RESPONSIBLE[finding.cause] is Responsible.PLATFORM


def _nothing_to_sell(finding: Finding) -> bool:
    """What others took is given back, not bought again."""
    return _platform_at_fault(finding) or finding.cause is Cause.COMPROMISE


def _can_undo(facts: Facts) -> bool:
    return facts.view.undo is not None and facts.at < facts.view.undo.until


def _price_due(facts: Facts, finding: Finding) -> tuple[int, datetime | None]:
    """What has to be in the balance, and by when."""
    view = facts.view
    if finding.cause is None and view.auto_renew and not _paid_ahead(facts):
        return view.renewal_price, None if facts.period_over else view.period_end
    for rule in (renew, enrol, upgrade_back):
        for step in rule(facts, finding):
            return step.amount or 0, step.until
    return 0, None


def _paid_ahead(facts: Facts) -> bool:
    return paid_ahead(facts.view, facts.view.plan, facts.at)


def _open_warning(facts: Facts) -> HistoryEntry[clause_events.InactivityWarned] | None:
    """A warning that neither a sign of life nor the fall itself nor a renewal has settled."""
    if not facts.view.entitled or not facts.entries:
        return None
    last = facts.last(clause_events.InactivityWarned, *_SETTLE_A_WARNING)
    warning = facts.all_of(clause_events.InactivityWarned)[-1:]
    if not warning or last is None or last.envelope.id != warning[0].envelope.id:
        return None
    return warning[0] if facts.at < warning[0].body.downgrade_at else None
