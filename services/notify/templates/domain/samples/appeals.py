"""Of appeals, their incidents, and what staff are told of them."""

from typing import Any

from services.appeals.contract import events as ap
from services.appeals.contract import identity_events as idt
from services.appeals.contract import incident_events as ic
from services.appeals.contract import lifecycle_events as lf
from services.appeals.contract import triage_events as tg
from services.appeals.contract.identity import ProofKind
from services.appeals.contract.notice_words import NoticeKind
from services.appeals.contract.words import AfterWait, Owed, Verdict
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.words import (
    Cause,
    RemedyKind,
)
from services.notify.core.rules.facts import (
    StaffTold,
)
from services.notify.templates.domain.samples.words import (
    APPEAL,
    FREE_TEXT,
    INCIDENT,
    LATER,
    NOW,
    NUMBER,
    SAYS,
    SOON,
)

EVENTS: list[Any] = [
    ap.AppealSubmitted(first_answer_due=LATER, lost_at=NOW, suspected_cause=None, **APPEAL),
    ap.AppealTaken(reviewer="s-1", **APPEAL),
    ap.AppealTakenOver(reviewer="s-2", taken_from="s-1", told=True, **APPEAL),
    ap.InformationAsked(question=FREE_TEXT, answer_until=LATER, **APPEAL),
    ap.MemberReplied(**APPEAL),
    ap.WaitEnded(asked_until=LATER, **APPEAL),
    ap.StaffAnswered(answer=FREE_TEXT, **APPEAL),
    ap.AppealDecided(
        verdict=Verdict.PARTLY,
        cause=Cause.UNNOTIFIED_CHANGE,
        reason=FREE_TEXT,
        remedy=RemedyKind.EXTEND,
        remedy_id="r",
        days=31,
        also=(RemedyPart(kind=RemedyKind.CREDIT),),
        difference_reason=FREE_TEXT,
        **APPEAL,
    ),
    ap.RemedyConfirmed(
        remedy=RemedyKind.EXTEND,
        remedy_id="r",
        days=31,
        period_end=LATER,
        reopen_until=LATER,
        escalate_until=LATER,
        **APPEAL,
    ),
    ap.AnswerReminded(answer_until=LATER, what_follows=AfterWait.CLOSE, **APPEAL),
    idt.IdentityProven(how=ProofKind.PHONE_DIGITS, **APPEAL),
    idt.IdentityRefused(tries_left=0, closed_until=LATER, **APPEAL),
    lf.AppealReopened(first_answer_due=LATER, decision_due=LATER, **APPEAL),
    lf.AppealEscalated(first_answer_due=LATER, decision_due=LATER, excluded=("s-1",), **APPEAL),
    lf.AppealTimeExtended(over_at=NOW, reopen_until=LATER, escalate_until=LATER, **APPEAL),
    ap.RemedyRefused(remedy_id="r", why="", **APPEAL),
    ap.AppealClosed(**APPEAL),
    ap.AppealWithdrawn(reopen_until=LATER, **APPEAL),
    ap.FirstAnswerMissed(due=NOW, **APPEAL),
    tg.PersonAskedFor(answer_due=SOON, **APPEAL),
    ap.PromiseMissed(owed=Owed.FIRST_ANSWER, due=NOW, **APPEAL),
    ic.IncidentJoined(**INCIDENT),
    ic.IncidentRemedied(
        says=SAYS,
        reason=FREE_TEXT,
        remedy=RemedyKind.EXTEND,
        days=31,
        period_end=LATER,
        number=NUMBER,
        **INCIDENT,
    ),
    ic.JoinedIncidentEnded(false_alarm=True, says=SAYS, **INCIDENT),
    ic.JoinedNotRemedied(says=SAYS, number=NUMBER, **INCIDENT),
    StaffTold(kind=NoticeKind.BREACH_NEAR, number=NUMBER, own=True, due=SOON),
]
