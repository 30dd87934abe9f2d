"""What triage makes of an appeal."""

from msgspec.structs import replace

from services.appeals.contract.triage_events import AppealTriaged, PersonAskedFor
from services.appeals.domain.aggregate.fact import Fact
from services.appeals.domain.aggregate.state import Appeal


def triaged(event: AppealTriaged, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, rules=event.rules)


def person_asked_for(event: PersonAskedFor, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, person_asked=True)
