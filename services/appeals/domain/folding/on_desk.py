"""What the desk's events make of an appeal."""

from msgspec.structs import replace

from services.appeals.contract.desk_events import AppealGivenBack
from services.appeals.domain.aggregate.fact import Fact
from services.appeals.domain.aggregate.state import Appeal


def given_back(event: AppealGivenBack, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, reviewer=None, reviewer_since=None)
