"""An appeal once triage has looked at it."""

from datetime import datetime

from services.appeals.contract.commands import DecideAppeal
from services.appeals.contract.decisions import Citations, DecisionRule
from services.appeals.contract.triage_events import AppealTriaged
from services.appeals.domain.deciding.citing import held_when_lost
from services.appeals.domain.deciding.decision import rule_on
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.triage.domain.case import Case
from services.appeals.triage.domain.rules import (
    HONEST_LAPSE,
    PLATFORM_FAULT,
    TO_A_PERSON,
    Parts,
    Route,
)
from services.membership.contract.words import Cause
from services.shared.callers import SYSTEM

_REASONS: dict[str, str] = {
    PLATFORM_FAULT.id: "记录表明此次失去会员是平台的责任；由规则自动作出决定。\n"
    "The record shows that the platform was at fault; a rule decided it by itself.",
    HONEST_LAPSE.id: "宽限期结束后 72 小时内提出，且十二个月内首次：可按原价续费；"
    "由规则自动作出决定。\n"
    "Asked for within 72 hours after grace, and for the first time in twelve months: it can be "
    "renewed at the original price; a rule decided it by itself.",
}
"""Nothing is given yet when they are read, and a renewal may come to an offer."""


def settled(case: Case, route: Route, parts: Parts, now: datetime) -> Recorder:
    """By the rule, with what it gives."""
    recorder = Recorder(case.appeal, SYSTEM, now)
    _triaged(recorder, (route.rule,), settles=True)
    first, *further = parts
    decision = DecideAppeal(
        number=case.appeal.number,
        verdict=route.verdict,
        cause=case.explanation.cause or Cause.UNKNOWN,
        reason=_REASONS[route.rule.id],
        remedy=first.kind,
        days=first.days,
        order_id=first.order_id,
        also=tuple(further),
        citing=_cites(case),
    )
    rule_on(recorder, decision, route.rule)
    return recorder


def left_to_a_person(case: Case, route: Route, now: datetime) -> Recorder:
    """Also where a rule fired, and the membership could not give what it gives."""
    recorder = Recorder(case.appeal, SYSTEM, now)
    _triaged(recorder, tuple(dict.fromkeys((route.rule, TO_A_PERSON))), settles=False)
    return recorder


def _triaged(recorder: Recorder, rules: tuple[DecisionRule, ...], *, settles: bool) -> None:
    recorder.add(AppealTriaged(**recorder.about, rules=rules, settled=settles))


def _cites(case: Case) -> Citations:
    held, explained = held_when_lost(case.file), case.explanation
    return Citations(
        clause=explained.clause or "",
        clause_version=explained.clause_version,
        plan=held.plan if held else "",
        plan_version=held.version if held else None,
        evidence=tuple(piece.id for piece in explained.evidence),
    )
