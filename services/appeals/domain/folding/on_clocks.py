"""What the clocks of an appeal, and what follows from them, make of it."""

from msgspec.structs import replace

from services.appeals.contract.clock_events import (
    BreachNear,
    NotRestoredForNow,
    RestorationEnded,
    RestoredForNow,
)
from services.appeals.contract.clock_words import Need, Restoration
from services.appeals.contract.events import FirstAnswerMissed, PromiseMissed
from services.appeals.contract.words import Owed
from services.appeals.domain.aggregate.fact import Fact
from services.appeals.domain.aggregate.state import Appeal
from services.membership.contract.provisional_words import NotRestoredBecause


def breach_near(event: BreachNear, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, warned_of=event.due, warned_minutes=event.left_minutes)


def first_answer_missed(event: FirstAnswerMissed, appeal: Appeal, fact: Fact) -> Appeal:
    """What a round before it gave goes on."""
    missed = replace(_one_more(appeal), first_answer_missed=True)
    if missed.restoration is Restoration.GIVEN:
        return missed
    id = f"{appeal.number}/{appeal.rounds}"
    return replace(missed, restoration=Restoration.WANTED, restoration_id=id)


def promise_missed(event: PromiseMissed, appeal: Appeal, fact: Fact) -> Appeal:
    """A hold that protected the account may be gone by now."""
    missed = _one_more(appeal)
    if missed.restoration is Restoration.WITHHELD and Need.SECURITY in missed.needs:
        missed = replace(missed, restoration=Restoration.WANTED)
    return _needing(missed, Need.SPECIALIST) if event.owed is Owed.DECISION else missed


def restored(event: RestoredForNow, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, restoration=Restoration.GIVEN)


def not_restored(event: NotRestoredForNow, appeal: Appeal, fact: Fact) -> Appeal:
    withheld = replace(appeal, restoration=Restoration.WITHHELD)
    protected = event.why is NotRestoredBecause.SECURITY_HOLD
    return _needing(withheld, Need.SECURITY) if protected else withheld


def restoration_ended(event: RestorationEnded, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, restoration=Restoration.OVER)


def _one_more(appeal: Appeal) -> Appeal:
    return replace(appeal, promises_missed=appeal.promises_missed + 1)


def _needing(appeal: Appeal, need: Need) -> Appeal:
    return appeal if need in appeal.needs else replace(appeal, needs=(*appeal.needs, need))
