"""One realistic event of every kind that alerts somebody, with the longest values seen."""

from datetime import UTC, datetime, timedelta
from typing import Any

from infra.kernel.text import LocalText
from services.appeals.contract import events as ap
from services.appeals.contract import identity_events as idt
from services.appeals.contract import incident_events as ic
from services.appeals.contract import lifecycle_events as lf
from services.appeals.contract import triage_events as tg
from services.appeals.contract.identity import ProofKind
from services.appeals.contract.incident_facts import PublicText
from services.appeals.contract.notice_words import NoticeKind
from services.appeals.contract.words import AfterWait, Owed, Verdict
from services.membership.contract import (
    breaker_events,
    clause_events,
    gift_events,
    hold_events,
    integrity_events,
    method_events,
    points_events,
    risk_events,
    terms_events,
)
from services.membership.contract import claim_events as cl
from services.membership.contract import events as ms
from services.membership.contract import link_events as lk
from services.membership.contract import money_events as my
from services.membership.contract import partner_events as pt
from services.membership.contract import provisional_events as pv
from services.membership.contract import remedy_events as rm
from services.membership.contract import staff_events as sf
from services.membership.contract import takeover_events as tk
from services.membership.contract import transfer_events as tr
from services.membership.contract import verification_events as vf
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.integrity_events import RecordFault
from services.membership.contract.link_words import LinkEnd, LinkRole
from services.membership.contract.method_words import RefusalReason
from services.membership.contract.partner_words import ShareScope
from services.membership.contract.provisional_words import ProvisionalEnd
from services.membership.contract.remedies import CreditedOrder, RemedyPart
from services.membership.contract.risk_words import RiskReason
from services.membership.contract.words import (
    Cause,
    ClaimEnd,
    HoldKind,
    KeptBecause,
    Lifecycle,
    RefundKind,
    RefundOutcome,
    ReleaseBy,
    RemedyKind,
    RenewedVia,
    TransferEnd,
)
from services.notify.contract.campaigns import Announcement
from services.notify.contract.words import Channel
from services.notify.core.rules.facts import (
    ContactChanged,
    StaffTold,
    WebhookDisabled,
    WebhookFailing,
)

NOW = datetime(2026, 12, 20, 9, 5, tzinfo=UTC)
SOON = NOW + timedelta(days=11, hours=7)
LATER = NOW + timedelta(days=40)
NUMBER = "AP-20261220-0042"
METHOD = "中国工商银行信用卡 •••• 4242"
FREE_TEXT = "我们核对了您的订单与登录记录，付款在到期前已经完成。" * 8
PLANS = {
    "gold": {"zh": "黄金会员", "en": "Gold"},
    "diamond": {"zh": "钻石会员", "en": "Diamond"},
}
_BEFORE_AFTER: dict[str, Any] = {"benefits_before": {}, "benefits_after": {}}
_SENT_BACK: dict[str, Any] = {"order_id": "o-1", "kind": RefundKind.CHARGEBACK, "amount": 399000}
_MEMBER = "m-1"
_CHANGES = LocalText(
    zh="每月免费转赠次数：20 → 10；售后优先处理：取消",
    en="Free transfers a month: 20 → 10; After-sales priority: no more",
)
_APPEAL: dict[str, Any] = {"member_id": _MEMBER, "number": NUMBER, "promised_at": SOON}

_INCIDENT: dict[str, Any] = {"incident": "IN-20261220-0001", "member_id": _MEMBER}
_SAYS = PublicText(
    zh="12月18日的系统升级误停了部分会员。",
    en="An upgrade on 18 December stopped memberships by mistake.",
)

_GIFT: dict[str, Any] = {
    "gift_id": "g-1",
    "giving": True,
    "other": "m0001234",
    "benefit": "free_transfers",
    "name": LocalText(zh="每月免费转赠次数", en="Free transfers a month"),
    "count": 10,
}

EVENTS: list[Any] = [
    ms.MembershipEnrolled(
        plan="diamond",
        price=399000,
        period_start=NOW,
        period_end=LATER,
        auto_renew=True,
        clauses={},
        benefits_after={},
    ),
    ms.GraceStarted(
        period_end=NOW, grace_until=SOON, price=399000, balance=398999, auto_renew=True
    ),
    ms.AutoRenewFailed(
        attempt=2,
        price=399000,
        balance=100,
        missing=398900,
        next_attempt_at=SOON,
        grace_until=LATER,
    ),
    method_events.MethodReported(masked=METHOD, ending="4242", expires_at=LATER),
    method_events.MethodRemoved(
        masked=METHOD, ending="4242", period_end=SOON, price=399000, balance=100, missing=398900
    ),
    method_events.MethodExpiring(
        masked=METHOD,
        ending="4242",
        expires_at=SOON,
        period_end=LATER,
        price=399000,
        balance=100,
        missing=398900,
    ),
    method_events.ChargeRefused(
        refusal_id="r-1",
        charge_id="c-1",
        masked=METHOD,
        ending="4242",
        reason=RefusalReason.LOST_OR_STOLEN,
        refused_at=NOW,
        period_end=SOON,
        price=399000,
        balance=100,
        missing=398900,
    ),
    gift_events.GiftOffered(**_GIFT, accept_until=SOON),
    gift_events.GiftAgreed(**_GIFT, effective_at=SOON),
    gift_events.GiftEnded(**_GIFT, how=TransferEnd.UNDONE),
    gift_events.GiftMade(**_GIFT, used=10, gifts=0, left=10, resets_at=LATER),
    ms.MembershipRenewed(
        via=RenewedVia.HOST_PAYMENT,
        plan="diamond",
        price=399000,
        order_id="o-1",
        period_start=NOW,
        period_end=LATER,
        continuous=True,
        credited_seconds=200_000,
        lifecycle_before=Lifecycle.GRACE,
        paid_at=NOW,
        **_BEFORE_AFTER,
    ),
    ms.PaymentKept(
        order_id="o-3",
        amount=1990,
        balance=398999,
        plan="diamond",
        price=399000,
        missing=1,
        kept=KeptBecause.TOO_LITTLE,
        until=SOON,
        paid_at=NOW,
    ),
    ms.MembershipExpired(
        plan="diamond",
        price=399000,
        period_end=NOW,
        grace_until=SOON,
        balance=398999,
        auto_renew=True,
        pay_until=LATER,
        **_BEFORE_AFTER,
    ),
    ms.MembershipCancelled(plan="diamond", undo_until=LATER, period_end=LATER, **_BEFORE_AFTER),
    ms.MembershipDowngraded(
        from_plan="diamond",
        to_plan="gold",
        price=199000,
        undo_until=None,
        clause="inactivity",
        clause_version=12,
        last_login_at=NOW,
        **_BEFORE_AFTER,
    ),
    ms.MembershipUpgraded(
        from_plan="gold", to_plan="diamond", price=399000, paid=123456, **_BEFORE_AFTER
    ),
    pt.PartnerAllowed(
        partner_id="globex",
        partner_name="Globex",
        scopes=tuple(ShareScope),
        status_since=NOW,
    ),
    pt.PartnerWithdrawn(partner_id="globex", partner_name="Globex"),
    ms.ChangeUndone(
        undone_type="MembershipCancelled",
        undone_version=7,
        plan="diamond",
        lifecycle=Lifecycle.ACTIVE,
        price=399000,
        period_end=LATER,
        **_BEFORE_AFTER,
    ),
    risk_events.LapseRiskWarned(
        points=100,
        act_by=SOON,
        period_end=LATER,
        reasons=(RiskReason.BALANCE_SHORT, RiskReason.INACTIVITY, RiskReason.UNREACHABLE),
        reasons_said=LocalText(
            zh="余额不足以自动续费；长时间未登录；没有已验证的联系方式，无法及时通知您",
            en="the balance does not cover the automatic renewal; no sign-in for a long time; no "
            "verified phone or e-mail, so we cannot tell you in time",
        ),
    ),
    points_events.PointsWarned(
        downgrade_at=LATER,
        days=90,
        to_plan="gold",
        clause="points",
        clause_version=12,
        points=120,
        points_at=LATER,
        threshold=600,
        spend=4_800_000,
    ),
    points_events.PointsMet(plan="diamond", plan_version=1, clause="points", clause_version=12),
    clause_events.InactivityWarned(
        downgrade_at=LATER,
        last_login_at=NOW,
        days=30,
        to_plan="gold",
        clause="inactivity",
        clause_version=12,
    ),
    ms.RemedyApplied(
        remedy_id="r",
        appeal_number="",
        kind=RemedyKind.RESTORE,
        loss_cause=Cause.UNNOTIFIED_CHANGE,
        days=31,
        plan="diamond",
        lifecycle=Lifecycle.ACTIVE,
        price=399000,
        period_start=NOW,
        period_end=LATER,
        reason=FREE_TEXT,
        **_BEFORE_AFTER,
    ),
    cl.PaymentClaimed(
        order_id="o-20261219-000042",
        amount=399000,
        paid_at=NOW,
        decide_by=LATER,
        access=True,
        plan="diamond",
        price=399000,
        lifecycle_before=Lifecycle.EXPIRED,
        **_BEFORE_AFTER,
    ),
    breaker_events.DeferredChangeDiscarded(
        kind=LossKind.INACTIVITY, incident_id="i-1", reason=FREE_TEXT
    ),
    cl.ClaimOverdue(
        order_id="o-20261219-000042", amount=399000, paid_at=NOW, decide_by=SOON, access=True
    ),
    cl.ClaimClosed(
        order_id="o-20261219-000042",
        how=ClaimEnd.REFUSED,
        access_ended=True,
        plan="diamond",
        price=399000,
        balance=100,
        reason=FREE_TEXT,
        pay_until=LATER,
        **_BEFORE_AFTER,
    ),
    pv.ProvisionalGranted(
        restoration_id="r-1",
        appeal_number=NUMBER,
        lost_at=NOW,
        plan="diamond",
        plan_version=2,
        **_BEFORE_AFTER,
    ),
    pv.ProvisionalWithheld(restoration_id="r-1", appeal_number=NUMBER, hold=HoldKind.COMPROMISE),
    pv.ProvisionalEnded(
        restoration_id="r-1",
        appeal_number=NUMBER,
        how=ProvisionalEnd.LIFTED,
        since=NOW,
        access_ended=True,
        plan="diamond",
        plan_version=2,
        **_BEFORE_AFTER,
    ),
    my.PaymentRefunded(
        refund_id="re-1",
        outcome=RefundOutcome.BALANCE,
        refunded=399000,
        paid=399000,
        from_revenue=0,
        balance_change=-100,
        owed_change=398900,
        balance_after=0,
        owed_after=398900,
        refunded_at=NOW,
        **_SENT_BACK,
    ),
    my.MembershipReversed(
        plan="diamond",
        price=399000,
        refund_id="re-1",
        period_end=LATER,
        left_from=NOW,
        credited=100,
        balance=100,
        pay_until=LATER,
        **_SENT_BACK,
        **_BEFORE_AFTER,
    ),
    my.PeriodTakenBack(
        plan="diamond",
        price=399000,
        refund_id="re-1",
        begins_next=True,
        period_start=NOW,
        period_end=LATER,
        period_end_before=LATER,
        credited=0,
        **_SENT_BACK,
    ),
    my.ChargebackWon(
        order_id="o-1",
        refund_id="re-1",
        amount=399000,
        to_revenue=0,
        balance_change=399000,
        owed_change=0,
        balance_after=1_398_999,
        owed_after=0,
    ),
    my.MembershipReinstated(
        order_id="o-1",
        refund_id="re-1",
        plan="diamond",
        price=399000,
        lifecycle_before=Lifecycle.EXPIRED,
        period_start=NOW,
        period_end=LATER,
        **_BEFORE_AFTER,
    ),
    my.OwedSettled(amount=100_000, balance_after=0, owed_after=298_900),
    my.BalanceWithdrawn(amount=100_000, balance_after=298_900, reason=FREE_TEXT),
    sf.DaysGranted(
        days=7,
        plan="diamond",
        plan_version=1,
        lifecycle=Lifecycle.ACTIVE,
        period_end=LATER,
        period_end_before=NOW,
        grace_until=None,
        reason=FREE_TEXT,
        **_BEFORE_AFTER,
    ),
    sf.PlanGranted(
        plan="diamond",
        plan_version=1,
        price=399000,
        plan_before="gold",
        version_before=1,
        begins=True,
        auto_renew=False,
        period_start=NOW,
        period_end=LATER,
        anchor=None,
        clauses={},
        reason=FREE_TEXT,
        **_BEFORE_AFTER,
    ),
    sf.MergedFrom(
        other="m0000002",
        takes=True,
        begins=True,
        plan="diamond",
        plan_version=1,
        price=399000,
        auto_renew=False,
        period_start=NOW,
        period_end=LATER,
        anchor=None,
        added_seconds=0,
        clauses={},
        balance_change=100_000,
        owed_change=0,
        balance_after=298_900,
        owed_after=0,
        spent={},
        reason=FREE_TEXT,
        **_BEFORE_AFTER,
    ),
    sf.MergedInto(
        into="m0000001",
        plan="diamond",
        plan_version=1,
        left_until=LATER,
        balance_change=-100_000,
        owed_change=0,
        reason=FREE_TEXT,
        **_BEFORE_AFTER,
    ),
    sf.BalanceAdjusted(amount=100_000, balance_after=298_900, reason=FREE_TEXT),
    sf.MembershipEnded(
        lifecycle=Lifecycle.CANCELLED,
        plan="diamond",
        plan_version=1,
        left_until=LATER,
        reason=FREE_TEXT,
        **_BEFORE_AFTER,
    ),
    integrity_events.RecordRepaired(
        faults=(RecordFault.STATE_ALTERED,), shown_wrong=True, events=12
    ),
    integrity_events.RecordRestored(made_at=NOW, missing=2),
    hold_events.HoldPlaced(
        hold=hold_events.Hold(
            kind=HoldKind.NEW_DEVICE,
            cause=Cause.NEW_DEVICE,
            owner="security",
            released_by=ReleaseBy.SECOND_FACTOR,
            placed_at=NOW,
            latest_release=LATER,
            stops_period=True,
            reason=FREE_TEXT,
        ),
        **_BEFORE_AFTER,
    ),
    lk.LinkOffered(link_id="l-1", role=LinkRole.MAIN, other="m-2", accept_until=SOON),
    lk.LinkAgreed(link_id="l-1", role=LinkRole.MAIN, other="m-2"),
    lk.LinkEnded(
        link_id="l-1", role=LinkRole.BACKUP, other="m-2", how=LinkEnd.UNLINKED, in_use=True
    ),
    lk.CoverBegan(
        link_id="l-1", main="m-2", plan="diamond", plan_version=1, until=LATER, in_use=True
    ),
    lk.CoverChanged(
        link_id="l-1",
        main="m-2",
        plan="gold",
        plan_version=1,
        plan_before="diamond",
        version_before=1,
        until=LATER,
        in_use=True,
    ),
    lk.CoverEnded(link_id="l-1", main="m-2", plan="diamond", plan_version=1, in_use=True),
    tr.TransferOffered(
        transfer_id="t-1",
        giving=True,
        other="m0000002",
        plan="diamond",
        plan_version=1,
        period_end=LATER,
        accept_until=SOON,
    ),
    tr.TransferAgreed(
        transfer_id="t-1",
        giving=True,
        other="m0000002",
        plan="diamond",
        plan_version=1,
        effective_at=SOON,
    ),
    tr.TransferEnded(transfer_id="t-1", giving=True, other="m0000002", how=TransferEnd.REFUSED),
    tr.MembershipGiven(
        transfer_id="t-1",
        other="m0000002",
        plan="diamond",
        plan_version=1,
        period_end=LATER,
        **_BEFORE_AFTER,
    ),
    tr.MembershipReceived(
        transfer_id="t-1",
        other="m0000001",
        plan="diamond",
        plan_version=1,
        price=399000,
        period_start=NOW,
        period_end=LATER,
        anchor=None,
        clauses={},
        **_BEFORE_AFTER,
    ),
    vf.VerificationAsked(hold_from=LATER),
    vf.ContactsVerified(how="SECOND_FACTOR"),
    tk.TakeoverReversed(
        changes=(tk.HostileChange(version=9, type="MembershipCancelled"),),
        by_staff=False,
        plan="diamond",
        price=399000,
        lifecycle=Lifecycle.ACTIVE,
        period_end=LATER,
        grace_from=None,
        grace_until=None,
        auto_renew=True,
        attempts=0,
        credited_seconds=200_000,
        refunded=0,
        balance_after=398999,
        **_BEFORE_AFTER,
    ),
    hold_events.HoldExtended(kind=HoldKind.MEMBER_FREEZE, latest_release=LATER),
    hold_events.HoldReleased(
        kind=HoldKind.NEW_DEVICE,
        how="SECOND_FACTOR",
        held_seconds=200_000,
        credited_seconds=200_000,
        period_end=LATER,
        grace_until=None,
        reason="",
        **_BEFORE_AFTER,
    ),
    ms.RenewalComing(period_end=LATER, price=399000, balance=1_398_999, auto_renew=True),
    ms.BalanceLow(period_end=LATER, price=399000, balance=100, missing=398900),
    ms.BalanceToppedUp(amount=1_000_000, balance_after=1_398_999, reference="o-2"),
    clause_events.ClauseBound(
        clause="changes", clause_version=13, version_before=12, notified_at=NOW
    ),
    clause_events.ClausePublished(
        clause="changes",
        clause_version=13,
        adverse=True,
        effective_at=LATER,
        title=LocalText(zh="取消与降级", en="Cancelling and downgrading"),
        text=LocalText(zh=FREE_TEXT, en="You can undo for 12 hours. " * 20),
        parameters={},
        parameters_before={},
    ),
    terms_events.TermsAnnounced(
        plan="diamond",
        plan_version=2,
        plan_before="diamond",
        version_before=1,
        price=499000,
        price_before=399000,
        differences=(),
        changes=_CHANGES,
        effective_at=SOON,
        binds_from=LATER,
        period_end=SOON,
        catalogue=4,
    ),
    terms_events.TermsWithdrawn(plan="diamond", plan_version=2),
    terms_events.TermsBound(
        plan="diamond",
        plan_version=2,
        plan_before="diamond",
        version_before=1,
        price=499000,
        price_before=399000,
        differences=(),
        changes=_CHANGES,
        received_at=NOW,
        **_BEFORE_AFTER,
    ),
    rm.DiscountCredited(
        remedy_id="r",
        appeal_number=NUMBER,
        loss_cause=Cause.UNNOTIFIED_CHANGE,
        amount=123456,
        balance_after=523456,
        orders=(CreditedOrder(order_id="o-1", amount=123456),),
        reason=FREE_TEXT,
    ),
    rm.RenewalOffered(
        remedy_id="r",
        appeal_number=NUMBER,
        loss_cause=Cause.PAYMENT_FAILED,
        plan="diamond",
        plan_version=2,
        price=399000,
        balance=100,
        missing=398900,
        until=SOON,
        reason=FREE_TEXT,
    ),
    rm.RenewalOfferEnded(plan="diamond", plan_version=2, price=399000),
    ap.AppealSubmitted(first_answer_due=LATER, lost_at=NOW, suspected_cause=None, **_APPEAL),
    ap.AppealTaken(reviewer="s-1", **_APPEAL),
    ap.AppealTakenOver(reviewer="s-2", taken_from="s-1", told=True, **_APPEAL),
    ap.InformationAsked(question=FREE_TEXT, answer_until=LATER, **_APPEAL),
    ap.MemberReplied(**_APPEAL),
    ap.WaitEnded(asked_until=LATER, **_APPEAL),
    ap.StaffAnswered(answer=FREE_TEXT, **_APPEAL),
    ap.AppealDecided(
        verdict=Verdict.PARTLY,
        cause=Cause.UNNOTIFIED_CHANGE,
        reason=FREE_TEXT,
        remedy=RemedyKind.EXTEND,
        remedy_id="r",
        days=31,
        also=(RemedyPart(kind=RemedyKind.CREDIT),),
        difference_reason=FREE_TEXT,
        **_APPEAL,
    ),
    ap.RemedyConfirmed(
        remedy=RemedyKind.EXTEND,
        remedy_id="r",
        days=31,
        period_end=LATER,
        reopen_until=LATER,
        escalate_until=LATER,
        **_APPEAL,
    ),
    ap.AnswerReminded(answer_until=LATER, what_follows=AfterWait.CLOSE, **_APPEAL),
    idt.IdentityProven(how=ProofKind.PHONE_DIGITS, **_APPEAL),
    idt.IdentityRefused(tries_left=0, closed_until=LATER, **_APPEAL),
    lf.AppealReopened(first_answer_due=LATER, decision_due=LATER, **_APPEAL),
    lf.AppealEscalated(first_answer_due=LATER, decision_due=LATER, excluded=("s-1",), **_APPEAL),
    ap.RemedyRefused(remedy_id="r", why="", **_APPEAL),
    ap.AppealClosed(**_APPEAL),
    ap.AppealWithdrawn(reopen_until=LATER, **_APPEAL),
    ap.FirstAnswerMissed(due=NOW, **_APPEAL),
    tg.PersonAskedFor(answer_due=SOON, **_APPEAL),
    ap.PromiseMissed(owed=Owed.FIRST_ANSWER, due=NOW, **_APPEAL),
    ic.IncidentJoined(**_INCIDENT),
    ic.IncidentRemedied(
        says=_SAYS,
        reason=FREE_TEXT,
        remedy=RemedyKind.EXTEND,
        days=31,
        period_end=LATER,
        number=NUMBER,
        **_INCIDENT,
    ),
    ic.JoinedIncidentEnded(false_alarm=True, says=_SAYS, **_INCIDENT),
    ContactChanged(channel=Channel.SMS, removed=False),
    StaffTold(kind=NoticeKind.BREACH_NEAR, number=NUMBER, own=True, due=SOON),
    WebhookFailing(
        host="hooks.partner.example",
        percent=90,
        failing_since=NOW,
        disabled_at=SOON,
        endpoint="1f0c72ab",
    ),
    WebhookDisabled(
        host="hooks.partner.example", gone=False, failing_since=NOW, endpoint="1f0c72ab"
    ),
    Announcement(
        title=LocalText(zh="春节期间客服时间", en="Support hours over the Spring Festival"),
        what=LocalText(
            zh="2月15日至21日，会员专线服务时间为10:00至18:00，节后恢复。",
            en="From 15 to 21 February the members' line is open from 10:00 to 18:00.",
        ),
        next=LocalText(
            zh="急事请在会员中心留言，我们当天回复。",
            en="Leave a message in the member centre; we answer the same day.",
        ),
    ),
]

SAMPLES: dict[str, Any] = {type(event).__name__: event for event in EVENTS}
