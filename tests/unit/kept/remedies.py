"""Histories of what is settled by rule, and of what decisions give beside time."""

from msgspec.structs import replace

from services.appeals.contract.triage_commands import AskForPerson
from services.appeals.contract.triage_events import AppealTriaged
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.decide import decide
from services.appeals.domain.deciding.decision import rule_on
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.remedies.remedy import confirm
from services.appeals.triage.domain.rules import PLATFORM_FAULT
from services.membership.contract import commands as c
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.words import Cause, RemedyKind
from services.membership.domain.aggregate.evidence import Order
from services.shared.callers import SYSTEM
from tests.unit.appeals import people
from tests.unit.membership.world import DAY, ID, STAFF, START, World

CREDIT = RemedyPart(kind=RemedyKind.CREDIT)
RENEW = RemedyPart(kind=RemedyKind.RENEW)


def by_rule(appeal: Appeal) -> Recorder:
    recorder = Recorder(appeal, SYSTEM, people.NOON)
    recorder.add(AppealTriaged(**recorder.about, rules=(PLATFORM_FAULT,), settled=True))
    decision = people.decision(also=(CREDIT,), reason="By rule. 按规则。")
    rule_on(recorder, decision, PLATFORM_FAULT)
    return recorder


def given(appeal: Appeal) -> Recorder:
    there = replace(people.given(), credited=12_05)
    return confirm(appeal, there, people.NOON + people.HOUR)


def person_asked(appeal: Appeal) -> Recorder:
    ask = AskForPerson(number=people.NUMBER, text="A person, please.")
    return decide(appeal, ask, people.MEMBER, people.NOON + people.DAY)


SETTLED = (by_rule, given, person_asked)
"""One after the other, from an appeal that was opened."""


def remedied() -> World:
    """A credit, an offer that nobody took up, and one that a top-up took up."""
    world = World()
    world.enrol("gold", auto_renew=False)
    lapsed = START + 31 * DAY
    world.at(lapsed + 2 * DAY)
    world.orders.append(
        Order(order_id="O-1", member_id=ID, at=lapsed + DAY, full_price=100_00, paid_price=100_00)
    )
    for n, part in enumerate((CREDIT, RENEW)):
        world.do(_remedy(f"r-{n}", part, world), STAFF)
    world.pass_time(days=8)
    world.do(_remedy("r-2", RENEW, world), STAFF)
    world.top_up(20_00)
    return world


def _remedy(id: str, part: RemedyPart, world: World) -> c.ApplyRemedy:
    return c.ApplyRemedy(
        member_id=ID, remedy_id=id, appeal_number=people.NUMBER, kind=part.kind, days=part.days,
        loss_cause=Cause.LAPSED, lost_at=START + 31 * DAY, reason="Of our making. 是我们的错。",
    )  # fmt: skip
