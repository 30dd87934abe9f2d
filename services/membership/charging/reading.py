"""Answers what the host is asked to charge."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from infra.kernel.paging import checked_first, not_of_this_list
from services.membership.charging.request_store import OpenRequests
from services.membership.contract.method_views import ChargeRequestsPage, ChargeRequestView
from services.membership.contract.queries import GetChargeRequests
from services.membership.contract.query import Query
from services.membership.contract.views import Answer
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.charging.charges import id_of, open_charge


class ChargeReading:
    def __init__(self, requests: OpenRequests) -> None:
        self._requests = requests
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetChargeRequests: self._open
        }

    async def _open(self, query: GetChargeRequests) -> ChargeRequestsPage:
        """
        Raises:
            InvalidInput: a place that is none of this list.
        """
        first = checked_first(query.first)
        states = await self._requests.page(_place(query.after), first + 1)
        found = [one for state in states[:first] if (one := _view(state)) is not None]
        return ChargeRequestsPage(
            requests=tuple(found),
            cursors=tuple(f"{one.answer_by.isoformat()} {one.member_id}" for one in found),
            total=await self._requests.count(),
            has_more=len(states) > first,
        )


def _place(after: str) -> tuple[datetime, str] | None:
    if not after:
        return None
    until, _, member_id = after.partition(" ")
    try:
        return datetime.fromisoformat(until), member_id
    except ValueError:
        raise not_of_this_list() from None


def _view(state: Membership) -> ChargeRequestView | None:
    charge = open_charge(state)
    if charge is None or charge.open_until is None or state.method is None:
        return None
    return ChargeRequestView(
        charge_id=id_of(state, charge),
        member_id=state.member_id,
        masked=state.method.masked,
        amount=charge.amount,
        period_end=charge.period_end,
        answer_by=charge.open_until,
    )
