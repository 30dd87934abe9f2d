"""When losses are alike, and how many of them are an incident: data of the operator, not code."""

from datetime import timedelta

import msgspec

from services.appeals.contract.incident_words import AlikeIn
from services.membership.contract.words import RESPONSIBLE, Cause, Responsible


class Near(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many points for losses that are not more than so many minutes apart."""

    minutes: int
    points: int


class GroupingRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`near`: nearest first; what is further apart than the last belongs to nothing. `needed`:
    points from which on two losses belong together. `least`: so many of them are suspicious, by who
    is responsible; where nothing is said, none ever are. `least_of`: the same of single causes.
    `quiet`: sources whose losses never are, such as an import, which tells what was lost before."""

    points: dict[AlikeIn, int]
    near: tuple[Near, ...]
    needed: int
    least: dict[Responsible, int]
    least_of: dict[Cause, int] = {}
    quiet: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        minutes = [one.minutes for one in self.near]
        if not minutes or minutes != sorted(set(minutes)):
            raise ValueError("`near` names at least one distance, nearest first")

    @property
    def horizon(self) -> timedelta:
        return timedelta(minutes=self.near[-1].minutes)

    def nearness(self, apart: timedelta) -> int | None:
        """Its points; none beyond the horizon."""
        fits = (one.points for one in self.near if apart <= timedelta(minutes=one.minutes))
        return next(fits, None)

    def suspicious_from(self, cause: Cause, source: str) -> int | None:
        if source.partition(":")[0] in self.quiet:
            return None
        return self.least_of.get(cause, self.least.get(RESPONSIBLE[cause]))
