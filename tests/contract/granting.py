"""Whatever an appeal can grant, alone and in lists, with the membership that it is granted to, and
what its history holds afterwards: written by hand."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from services.appeals.contract.commands import DecideAppeal
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.words import HoldKind, RemedyKind
from tests.unit.appeals.people import decision

K = RemedyKind


@dataclass(frozen=True)
class Grant:
    """`balance` and `after`: of the membership, before the remedy and after it; gold is renewed for
    19.90 and gives 10.00 off the one order of the time out. `held`: by staff while a period runs;
    else the membership lapsed. `days`: that it gave. `shown`: what it adds to the history."""

    decided: dict[str, Any]
    shown: dict[str, int]
    balance: int = 50_00
    after: int = 50_00
    days: int = 0
    held: bool = False

    @property
    def applied(self) -> bool:
        """Whether the membership has anything to do."""
        return bool(self.shown)


def _and(kind: RemedyKind, **more: Any) -> tuple[RemedyPart, ...]:
    return (RemedyPart(kind=kind, **more),)


_LIFTED = {"remedy": K.LIFT_HOLD, "hold": HoldKind.STAFF}

GRANTED: tuple[Grant, ...] = (
    Grant({"remedy": K.RESTORE, "days": 5}, {"RemedyApplied": 1}, days=5),
    Grant(
        {"remedy": K.RESTORE, "days": 5, "also": _and(K.CREDIT)},
        {"RemedyApplied": 1, "DiscountCredited": 1},
        days=5,
        after=60_00,
    ),
    Grant({"remedy": K.CREDIT}, {"DiscountCredited": 1}, after=60_00),
    Grant({"remedy": K.RENEW}, {"MembershipRenewed": 1}, after=30_10),
    Grant({"remedy": K.RENEW}, {"RenewalOffered": 1}, balance=0, after=0),
    Grant(  # in their order: the credit pays for the renewal
        {"remedy": K.CREDIT, "also": _and(K.RENEW)},
        {"DiscountCredited": 1, "MembershipRenewed": 1},
        balance=15_00,
        after=5_10,
    ),
    Grant({"remedy": K.EXTEND, "days": 5}, {"RemedyApplied": 1}, days=5, held=True),
    Grant(_LIFTED, {"HoldReleased": 1}, held=True),
    Grant(
        {**_LIFTED, "also": (*_and(K.EXTEND, days=5), *_and(K.CREDIT))},
        {"HoldReleased": 1, "RemedyApplied": 1, "DiscountCredited": 1},
        after=60_00,
        days=5,
        held=True,
    ),
    Grant({"remedy": K.APOLOGY}, {}),
)
SHOWN = frozenset(name for grant in GRANTED for name in grant.shown)


def grant_of(place: int) -> Grant:
    """Of whoever is the so-and-so-manieth of a run, counted from 1."""
    return GRANTED[(place - 1) % len(GRANTED)]


def granted_on(number: str) -> Grant:
    """By the place of the appeal in its day: they are opened one after the other."""
    return grant_of(int(number.rpartition("-")[2]))


def granting(number: str) -> DecideAppeal:
    decided = granted_on(number).decided
    return decision(number, difference_reason="The bank shows it.", **decided)


@dataclass
class Granted:
    """`parts`: that were to be given. Each is given once."""

    kills: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    parts: int = 0
    missing: int = 0
    twice: int = 0
    pending: int = 0

    def count(self, grant: Grant, happened: Counter[str]) -> None:
        self.decisions["+".join(grant.shown) or "nothing to give"] += 1
        for name in SHOWN:
            wanted, given = grant.shown.get(name, 0), happened[name]
            self.parts += wanted
            self.missing += max(wanted - given, 0)
            self.twice += max(given - wanted, 0)

    @property
    def good(self) -> bool:
        return self.parts > 0 and not (self.missing or self.twice or self.pending)

    def lines(self) -> list[str]:
        kinds = (f"  {name} {count}" for name, count in sorted(self.decisions.items()))
        return [
            f"killed between two steps {self.kills}",
            f"decisions                {self.decisions.total()}, by what they gave:",
            *kinds,
            f"granted in parts         {self.parts}",
            f"missing                  {self.missing}",
            f"twice, or never decided  {self.twice}",
            f"still pending            {self.pending}",
        ]
