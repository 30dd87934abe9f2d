"""What a membership is listed under: one index finds all who have a label, by id."""

from collections.abc import Iterator

from pymongo import ASCENDING, IndexModel

from services.membership.contract.directory import Listed
from services.membership.domain.aggregate.lifecycle import live, status_of
from services.membership.domain.aggregate.state import Membership

LABELS = "labels"
_OPEN_CLAIM = "claim:open"
INDEX = IndexModel([(LABELS, ASCENDING), ("_id", ASCENDING)])


def labels_of(state: Membership) -> list[str]:
    """Of somebody who only has a balance, who follows alone."""
    follows = [followed_by(id) for id, one in state.partners.items() if one.ended_at is None]
    return _of_membership(state) + follows


def followed_by(partner_id: str) -> str:
    """Of those whom a partner follows now."""
    return f"followed:{partner_id}"


def _of_membership(state: Membership) -> list[str]:
    if state.lifecycle is None:
        return []
    labels = [f"status:{status_of(state)}", f"plan:{state.plan}"]
    labels += [f"cause:{cause}" for cause in dict.fromkeys(_causes(state))]
    labels += [f"hold:{hold.kind}" for hold in state.holds]
    return labels + ([_OPEN_CLAIM] if state.claim else [])


def wanted(listed: Listed) -> list[str]:
    """The labels that somebody listed has, the one of the fewest members first, as a rule."""
    said = {
        "claim": listed.open_claim and "open",
        "hold": listed.hold, "cause": listed.cause, "plan": listed.plan, "status": listed.status,
    }  # fmt: skip
    return [f"{kind}:{value}" for kind, value in said.items() if value]


def _causes(state: Membership) -> Iterator[str]:
    """Why it is gone or held, or the plan is a lower one."""
    if state.cause is not None:
        yield state.cause
    yield from (hold.cause for hold in state.holds if live(state))
    if state.fell is not None:
        yield state.fell
