"""What staff do at the desk: who has which appeal, by which rules they come, who is away."""

from datetime import datetime

import msgspec

from services.appeals.contract.appeal_command import AppealCommand
from services.appeals.contract.desk_rules import QueueRule
from services.appeals.contract.desk_words import AppealQueue
from services.shared.callers import StaffKind


class TakeNext(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The one that should be taken first, of those that this person may take. `queue` none: of all
    queues."""

    queue: AppealQueue | None = None


class AssignAppeal(AppealCommand, frozen=True, kw_only=True):
    """To a colleague, or handed over to one by whoever has it. `note`: for them alone. From the
    hands of another only by specialists and administrators."""

    to: str
    note: str = ""


class GiveBackAppeal(AppealCommand, frozen=True, kw_only=True):
    """Into its queue, by whoever has it, or by specialists and administrators."""

    note: str = ""


class ConfirmDecision(AppealCommand, frozen=True, kw_only=True):
    """By a second of the staff: what was proposed is decided."""


class ReturnDecision(AppealCommand, frozen=True, kw_only=True):
    """By a second of the staff: whoever proposed it decides again. `reason`: for staff alone."""

    reason: str


AnyDeskCommand = TakeNext | AssignAppeal | GiveBackAppeal | ConfirmDecision | ReturnDecision
"""Those about an appeal."""


class ManageCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of those about the desk itself."""


class SaveQueueRules(ManageCommand, frozen=True, kw_only=True):
    """All of them anew. `replaces`: the version that they were made from."""

    rules: tuple[QueueRule, ...]
    reason: str
    replaces: int


class SetAbsence(ManageCommand, frozen=True, kw_only=True):
    """By whoever is away, or by an administrator. From `since` on what they have goes to
    `substitute`, or back into its queue where that is empty or not possible."""

    reviewer: str
    since: datetime
    until: datetime
    substitute: str = ""


class EndAbsence(ManageCommand, frozen=True, kw_only=True):
    """They are back, or do not go."""

    reviewer: str


class KnowColleague(ManageCommand, frozen=True, kw_only=True):
    """By the system, as often as it takes: who works here, by the directory of staff. `left`: what
    they have goes back, and nobody gives them more. Of two, the one of the greater `version`
    holds."""

    staff_id: str
    name: str
    kind: StaffKind
    left: bool
    version: int


AbsenceCommand = SetAbsence | EndAbsence
