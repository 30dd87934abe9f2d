"""What is known of a member, and how good it is at a given time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

FIELDS = (
    "memberId standing version plan planVersion benefits priceFactor until at "
    "freshUntil staleUntil cause blocker through"
)
"""What is asked of the graph."""

ON_ITS_WAY: Final = 60.0
"""Seconds; no answer takes longer, whatever the clocks of Reinstate's processes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """Times in seconds since 1970. `version`: of two answers the one with the higher version holds.
    `price_factor`: 0.80 where 80 % of the full price is paid. `cause` and `blocker`: why not.
    `through`: the main member whose plan it is, of a backup.
    """

    member_id: str
    known: bool
    entitled: bool
    version: int
    plan: str
    plan_version: int
    benefits: Mapping[str, Mapping[str, Any]]
    price_factor: Decimal
    until: float | None
    at: float
    fresh_until: float
    stale_until: float
    cause: str = ""
    blocker: str = ""
    through: str = ""

    @classmethod
    def of_graph(cls, data: Mapping[str, Any]) -> "Entitlement":
        return cls(
            member_id=data["memberId"],
            known=data["standing"] != "UNKNOWN",
            entitled=data["standing"] == "ENTITLED",
            version=data["version"],
            plan=data["plan"] or "",
            plan_version=data["planVersion"] or 0,
            benefits=data["benefits"],
            price_factor=Decimal(data["priceFactor"]),
            until=_seconds(data["until"]) if data["until"] else None,
            at=_seconds(data["at"]),
            fresh_until=_seconds(data["freshUntil"]),
            stale_until=_seconds(data["staleUntil"]),
            cause=data["cause"] or "",
            blocker=data["blocker"] or "",
            through=data.get("through") or "",
        )

    @classmethod
    def of_claims(cls, claims: Mapping[str, Any]) -> "Entitlement":
        return cls(
            member_id=claims["sub"],
            known=True,
            entitled=claims["entitled"],
            version=claims["version"],
            plan=claims["plan"],
            plan_version=claims["plan_version"],
            benefits=claims["benefits"],
            price_factor=Decimal(claims["price_factor"]),
            until=claims["until"],
            at=claims["iat"],
            fresh_until=claims["exp"],
            stale_until=claims["stale_until"],
            through=claims.get("through", ""),
        )

    def outdates(self, other: "Entitlement") -> bool:
        """Whether it holds, and the other does not any more. Versions tell what was only on its way
        for longer; after a restore from a backup they may be lower, and the time tells."""
        later = self.at > other.at + ON_ITS_WAY
        return later or (self.version, self.at) >= (other.version, other.at)


class Basis(StrEnum):
    """FRESH: as Reinstate has it. STALE: as it was when Reinstate could still be asked. NOTHING:
    nothing is known, and nobody can be asked."""

    FRESH = "FRESH"
    STALE = "STALE"
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class Answer:
    """What to go by at checkout."""

    basis: Basis
    entitlement: Entitlement | None = None

    @property
    def entitled(self) -> bool:
        return self.entitlement is not None and self.entitlement.entitled

    @property
    def price_factor(self) -> Decimal:
        return self.entitlement.price_factor if self.entitlement else Decimal(1)

    def benefit(self, code: str) -> Mapping[str, Any] | None:
        """Its value and what is left of it; none where the member does not have it."""
        return self.entitlement.benefits.get(code) if self.entitlement else None


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
