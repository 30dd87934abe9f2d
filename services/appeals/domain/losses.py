"""One open appeal a member and loss."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.errors import NotAllowed
from services.appeals.domain.lifecycle import ENDED
from services.appeals.domain.state import Appeal


def claim_on_loss(earlier: Sequence[Appeal], member_id: str, lost_at: datetime | None) -> str:
    """A key that only one new appeal about this loss can have. `earlier`: all of this member.

    Appeals about a loss whose time is not known yet count as being about any.

    Raises:
        NotAllowed: an appeal about this loss is open; `details["number"]` says which.
    """
    same = [a for a in earlier if lost_at is None or a.lost_at in (None, lost_at)]
    for appeal in same:
        if appeal.state not in ENDED:
            raise NotAllowed(
                f"The appeal {appeal.number} about this loss is still open; reply to it instead.",
                details={"number": appeal.number, "allowed": ["replyToAppeal"]},
            )
    loss = lost_at.isoformat(timespec="milliseconds") if lost_at else "unknown"
    return f"{member_id} {loss} {len(same)}"
