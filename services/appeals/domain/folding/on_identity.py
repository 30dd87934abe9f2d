"""What proving who appeals makes of an appeal."""

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from services.appeals.contract.identity import MOST_TRIES
from services.appeals.contract.identity_events import IdentityProven, IdentityRefused
from services.appeals.domain.aggregate.fact import Fact
from services.appeals.domain.aggregate.state import Appeal, IdentityProof

TRIES_WITHIN: Final = timedelta(days=1)


def wrong_tries(appeal: Appeal, now: datetime) -> tuple[datetime, ...]:
    """Of the last day, oldest first."""
    return tuple(at for at in appeal.wrong_tries if now - at < TRIES_WITHIN)


def tries_left(appeal: Appeal, now: datetime) -> int:
    return max(0, MOST_TRIES - len(wrong_tries(appeal, now)))


def proven(event: IdentityProven, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, identity=IdentityProof(how=event.how, at=fact.at))


def refused(event: IdentityRefused, appeal: Appeal, fact: Fact) -> Appeal:
    return replace(appeal, wrong_tries=(*wrong_tries(appeal, fact.at), fact.at))
