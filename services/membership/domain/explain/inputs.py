"""All that an explanation is made of. Whoever asks gathers it; the explaining itself reads nothing.

Amounts in minor units, times in UTC.
"""

from datetime import datetime

import msgspec

from infra.kernel.events import EventEnvelope, Head
from services.membership.contract.clause_views import ClauseVersionView
from services.membership.contract.views import MembershipView
from services.membership.domain.aggregate.catalog import Plans
from services.membership.domain.aggregate.evidence import (
    Login,
    Order,
    Payment,
)
from services.membership.domain.wording.speech import DisplayZone


class ExplainInput(msgspec.Struct, frozen=True, kw_only=True):
    """One member at one instant.

    `history`: the beginning of the member's history, up to what `at` asks about; without gaps but
    before `whole_until`, up to where it is known to hold and only tells what can matter.
    `membership`: the fold of all of it. `plans`: of all times; each event names the version that it
    is about. `payments`: all that are known today, also those recorded after
    `at`: a payment that was made in time explains a loss even when it was recorded later.
    `clauses`: all versions as they stand for this member.
    """

    member_id: str
    at: datetime
    history: tuple[EventEnvelope, ...]
    membership: MembershipView
    plans: Plans
    currency: str
    clauses: tuple[ClauseVersionView, ...] = ()
    payments: tuple[Payment, ...] = ()
    orders: tuple[Order, ...] = ()
    logins: tuple[Login, ...] = ()
    display_zone: DisplayZone = DisplayZone()
    whole_until: Head | None = None
