"""What staff do before they decide: take, ask, answer, note."""

from datetime import datetime

from infra.kernel.errors import InvalidInput
from infra.kernel.events import Actor
from services.appeals.contract.commands import (
    AddStaffNote,
    AnswerAppeal,
    AskInformation,
    TakeAppeal,
)
from services.appeals.contract.events import AppealTaken, InformationAsked, StaffAnswered
from services.appeals.domain.clocks import MEMBER_ANSWERS_AT_MOST, MEMBER_ANSWERS_WITHIN
from services.appeals.domain.lifecycle import require_open
from services.appeals.domain.people import require_staff
from services.appeals.domain.progress import Progress, Words
from services.appeals.domain.state import Appeal
from services.appeals.domain.texts import permanent_text, private_text


def begin(appeal: Appeal, actor: Actor, now: datetime) -> Progress:
    """Whoever of staff acts on an appeal that nobody has, has it."""
    require_staff(actor)
    require_open(appeal)
    progress = Progress(appeal, actor, now)
    if appeal.reviewer is None:
        progress.add(AppealTaken(**progress.about, reviewer=actor.id))
    return progress


def take(appeal: Appeal, command: TakeAppeal, actor: Actor, now: datetime) -> Progress:
    """Also takes over from somebody else; taking again what one has changes nothing."""
    progress = begin(appeal, actor, now)
    if progress.appeal.reviewer is None or progress.appeal.reviewer.id != actor.id:
        progress.add(AppealTaken(**progress.about, reviewer=actor.id))
    return progress


def ask(appeal: Appeal, command: AskInformation, actor: Actor, now: datetime) -> Progress:
    question = permanent_text(command.question, "question")
    progress = begin(appeal, actor, now)
    until = _answer_until(command.answer_until, now)
    progress.add(InformationAsked(**progress.about, question=question, answer_until=until))
    progress.say(Words(text=question))
    return progress


def answer(appeal: Appeal, command: AnswerAppeal, actor: Actor, now: datetime) -> Progress:
    text = permanent_text(command.text, "text")
    progress = begin(appeal, actor, now)
    progress.add(StaffAnswered(**progress.about, answer=text))
    progress.say(Words(text=text))
    return progress


def note(appeal: Appeal, command: AddStaffNote, actor: Actor, now: datetime) -> Progress:
    """Makes no event: the member can read the history and would see that there is a note."""
    require_staff(actor)
    progress = Progress(appeal, actor, now)
    progress.say(Words(text=private_text(command.text, "text"), staff_only=True))
    return progress


def _answer_until(wanted: datetime | None, now: datetime) -> datetime:
    until = wanted or now + MEMBER_ANSWERS_WITHIN
    if not now < until <= now + MEMBER_ANSWERS_AT_MOST:
        raise InvalidInput(
            f"answerUntil must lie in the next {MEMBER_ANSWERS_AT_MOST.days} days.",
            field="answerUntil",
        )
    return until
