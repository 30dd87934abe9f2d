"""Which lifecycle may follow which, and what follows from lifecycle and holds."""

from typing import Any

import msgspec

from infra.kernel.errors import NotAllowed
from infra.kernel.transitions import TransitionTable
from services.membership.contract.views import Plan
from services.membership.contract.words import HoldKind, Lifecycle, Status
from services.membership.domain.state import Membership

TRANSITIONS = TransitionTable(
    "membership",
    {
        Lifecycle.ACTIVE: {Lifecycle.GRACE, Lifecycle.CANCELLED, Lifecycle.CLOSED},
        Lifecycle.GRACE: {
            Lifecycle.ACTIVE,
            Lifecycle.EXPIRED,
            Lifecycle.CANCELLED,
            Lifecycle.CLOSED,
        },
        Lifecycle.EXPIRED: {Lifecycle.ACTIVE, Lifecycle.CLOSED},
        Lifecycle.CANCELLED: {Lifecycle.ACTIVE, Lifecycle.GRACE, Lifecycle.CLOSED},
    },
)
LIVE = frozenset({Lifecycle.ACTIVE, Lifecycle.GRACE})


def moved(state: Membership, target: Lifecycle, **changes: Any) -> Membership:
    """The one setter of `lifecycle`.

    Raises:
        NotAllowed: the table does not list the step.
    """
    if state.lifecycle is not None and state.lifecycle is not target:
        TRANSITIONS.advance(state.lifecycle, target)
    return msgspec.structs.replace(state, lifecycle=target, **changes)


def live(state: Membership) -> bool:
    return state.lifecycle in LIVE


def entitled(state: Membership) -> bool:
    return live(state) and not state.holds


def status_of(state: Membership) -> Status:
    """What the member sees. A pause is the member's own; every other hold shows as frozen."""
    if state.lifecycle is None:
        raise NotAllowed(
            "There is no membership yet, only a balance; enrol first.",
            details={"allowed": allowed_commands(state)},
        )
    if not live(state) or not state.holds:
        return Status(state.lifecycle.value)
    if all(hold.kind is HoldKind.MEMBER_PAUSE for hold in state.holds):
        return Status.PAUSED
    return Status.FROZEN


def benefits_of(state: Membership, plans: dict[str, Plan]) -> dict[str, Any]:
    """The benefits in force: code to value; empty when not entitled."""
    if not entitled(state):
        return {}
    return {benefit.code: benefit.value for benefit in plans[state.plan].benefits}


def allowed_commands(state: Membership) -> list[str]:
    """What the state allows, for errors that say what would be possible instead."""
    names = ["TopUp"]
    if state.lifecycle in {None, Lifecycle.EXPIRED, Lifecycle.CANCELLED}:
        names.append("Enrol")
    if live(state):
        names += ["Renew", "SetAutoRenew"]
        names += [] if state.holds else ["Cancel"]
        frozen = state.hold(HoldKind.MEMBER_FREEZE) is not None
        names.append("ExtendFreeze" if frozen else "Freeze")
    if state.lifecycle is Lifecycle.ACTIVE and not state.holds:
        names += ["Upgrade", "Downgrade"]
    if state.undo is not None:
        names.append("UndoChange")
    if state.holds:
        names.append("ReleaseHold")
    return names


def refusal(state: Membership, why: str) -> NotAllowed:
    """The error for a command that this state does not allow."""
    allowed = allowed_commands(state)
    return NotAllowed(
        f"{why} Possible now: {', '.join(allowed)}.",
        details={"current": str(state.lifecycle or "NONE"), "allowed": allowed},
    )


def require_live(state: Membership, what: str) -> None:
    if not live(state):
        current = state.lifecycle.value if state.lifecycle else "not there yet"
        raise refusal(state, f"{what} needs a running membership; this one is {current}.")


def require_no_hold(state: Membership, what: str) -> None:
    if state.holds:
        kinds = ", ".join(hold.kind.value for hold in state.holds)
        raise refusal(state, f"{what} waits until the hold is released ({kinds}).")
