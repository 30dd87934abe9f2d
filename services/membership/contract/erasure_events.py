"""Everything that is kept of a member goes, but what the law wants kept."""

from datetime import datetime

from services.membership.contract.events import ChangesBenefits, Event


class ErasureAsked(Event, frozen=True, kw_only=True):
    """Nothing is debited from then on, and nothing reminded of. `auto_renew_before`: to be so again
    where it is taken back. `left_until`: until when the membership would run, none where none
    runs."""

    erase_at: datetime
    auto_renew_before: bool
    plan: str
    plan_version: int
    left_until: datetime | None
    auto_renew: bool = False


class ErasureWithdrawn(Event, frozen=True, kw_only=True):
    auto_renew: bool
    plan: str
    plan_version: int
    left_until: datetime | None


class ErasureNearing(Event, frozen=True, kw_only=True):
    """The last message: afterwards nobody knows where to."""

    erase_at: datetime
    plan: str
    plan_version: int
    left_until: datetime | None


class MemberErased(ChangesBenefits, frozen=True, kw_only=True):
    """A membership that ran is closed with it. Each service destroys its key of the member."""

    plan: str
    plan_version: int
    left_until: datetime | None
