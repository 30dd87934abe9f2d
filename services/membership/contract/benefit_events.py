"""What happened to quotas: benefits of which there are so many a period."""

from datetime import datetime

from services.membership.contract.events import Event


class BenefitUsed(Event, frozen=True, kw_only=True):
    """`count` of the quota were used under the caller's own `use_id`. `used`: as many in this
    period now, `left`: of what the plan then gave. `resets_at`: where that period ends."""

    benefit: str
    count: int
    used: int
    left: int
    use_id: str
    resets_at: datetime


class BenefitReturned(Event, frozen=True, kw_only=True):
    """A use was taken back, within its period; the fields as in `BenefitUsed`."""

    benefit: str
    count: int
    used: int
    left: int
    use_id: str
