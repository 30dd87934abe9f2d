"""Which events of long ago an explanation can do without: what no rule looks at, or only in the
period that runs. A history of years is then explained by the few that tell something."""

from collections.abc import Mapping, Sequence

from services.membership.domain.explain.deciding_events import PERIOD_STARTS

NEVER_LOOKED_AT = frozenset(
    {
        "BenefitReturned", "BenefitUsed", "MethodRemoved", "MethodReported", "PartnerAllowed",
        "PartnerWithdrawn", "PaymentKept", "ReachNoted", "UndoWindowClosed",
    }
)  # fmt: skip
IN_ITS_PERIOD = frozenset({"AutoRenewSet", "RenewalComing", "BalanceLow"})
THE_LAST = frozenset({"BalanceToppedUp", "BalanceDebited", "BalanceCredited"})
"""Of all these together: what the balance is by."""

_STARTS = tuple(kind.__name__ for kind in PERIOD_STARTS)


def telling(versions: Mapping[str, Sequence[int]], upto: int) -> list[int]:
    """Of the first `upto` events, whose versions are given by type, those that can matter; the last
    one among them, whatever it is."""
    began = max((v for kind in _STARTS for v in versions.get(kind, ())), default=0)
    found = {upto}
    for kind, theirs in versions.items():
        if kind in IN_ITS_PERIOD:
            found.update(version for version in theirs if version >= began)
        elif kind not in NEVER_LOOKED_AT | THE_LAST:
            found.update(theirs)
    last = max((v for kind in THE_LAST for v in versions.get(kind, ())), default=0)
    return sorted(found | ({last} if last else set()))
