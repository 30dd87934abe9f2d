"""A decision that is worth more than one of the staff decides alone: it is proposed, and nothing of
it happens until a second confirms it. It stands beside the history, so that its member reads
nothing of what is not decided; the clocks go on as if nobody had decided."""

from datetime import datetime

import msgspec

from infra.kernel.errors import Forbidden, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract.commands import DecideAppeal
from services.appeals.contract.views import AppealStep
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.recording.recorder import ByTemplate, Recorder
from services.appeals.domain.review.review import begin
from services.shared.callers import ActorKind


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """`worth`: in minor units; none: the membership could not say. `revision` counts what was
    proposed of this appeal; `waiting` until one of them is confirmed or returned."""

    number: str
    command: DecideAppeal
    said: ByTemplate | None
    by: Actor
    at: datetime
    worth: int | None
    revision: int = 1
    waiting: bool = True


def needs_second(worth: int | None, above: int | None) -> bool:
    """`above` none: one of the staff decides everything alone. What is not known may be more."""
    return above is not None and (worth is None or worth > above)


def propose(appeal: Appeal, actor: Actor, now: datetime) -> Recorder:
    """Whoever proposes has the appeal; nothing else is recorded."""
    return begin(appeal, actor, now)


def require_second(proposal: Proposal, by: Actor) -> None:
    """
    Raises:
        Forbidden: it is their own.
    """
    if by.id == proposal.by.id:
        raise Forbidden(
            both(
                "须由另一位工作人员确认或退回，不能是提出者本人。",
                "Somebody else confirms or returns it, never whoever proposed it.",
            ),
            field="number",
        )


def require_nothing_new(proposal: Proposal, steps: tuple[AppealStep, ...]) -> None:
    """
    Raises:
        NotAllowed: the member has added something that whoever proposed it had not seen.
    """
    if any(one.by.kind == ActorKind.MEMBER and one.at > proposal.at for one in steps):
        raise NotAllowed(
            both(
                "会员在提出该决定之后又补充了内容；请退回，由处理人查看后重新决定。",
                "The member added something after this was proposed; return it, so that its "
                "reviewer decides with that in view.",
            ),
            details={"allowed": ["returnDecision"]},
        )


def nothing_proposed(number: str) -> NotAllowed:
    return NotAllowed(
        both(
            "申诉 {number} 没有等待确认的决定。",
            "No decision about the appeal {number} waits for a second.",
            number=number,
        ),
        field="number",
    )
