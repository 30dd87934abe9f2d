"""Which idea answers which command about an existing appeal."""

from collections.abc import Collection
from datetime import datetime
from typing import assert_never

from infra.kernel.events import Actor
from services.appeals.contract.commands import (
    AddStaffNote,
    AnswerAppeal,
    AskInformation,
    DecideAppeal,
    ReplyToAppeal,
    TakeAppeal,
    WithdrawAppeal,
)
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.triage_commands import AskForPerson
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.deciding.decision import decide_appeal
from services.appeals.domain.opening import rounds, submission
from services.appeals.domain.opening.asking import ask_for_person
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.review import review

OnAppeal = (
    ReplyToAppeal | WithdrawAppeal | TakeAppeal | AskInformation | AnswerAppeal | AddStaffNote
    | DecideAppeal | ReopenAppeal | EscalateAppeal | AskForPerson
)  # fmt: skip


def decide(  # noqa: PLR0911 (one line a command)
    appeal: Appeal, command: OnAppeal, actor: Actor, now: datetime, known: Collection[str] = ()
) -> Recorder:
    """`known`: the orders that were named before.

    Raises:
        Forbidden, NotFound, NotAllowed, InvalidInput
    """
    match command:
        case ReplyToAppeal():
            return submission.reply(appeal, command, actor, now)
        case WithdrawAppeal():
            return submission.withdraw(appeal, command, actor, now)
        case TakeAppeal():
            return review.take(appeal, command, actor, now)
        case AskInformation():
            return review.ask(appeal, command, actor, now)
        case AnswerAppeal():
            return review.answer(appeal, command, actor, now)
        case AddStaffNote():
            return review.note(appeal, command, actor, now)
        case DecideAppeal():
            return decide_appeal(appeal, command, actor, now)
        case ReopenAppeal():
            return rounds.reopen(appeal, command, known, actor, now)
        case EscalateAppeal():
            return rounds.escalate(appeal, command, actor, now)
        case AskForPerson():
            return ask_for_person(appeal, command, actor, now)
        case _:
            assert_never(command)
