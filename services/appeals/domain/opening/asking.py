"""A member can always have a person decide: instead of a rule, or after one.

What a rule gave is kept: the appeal is opened again, for a person, with all clocks anew. Where the
membership has yet to give it, that comes first.
"""

from datetime import datetime

from infra.kernel.events import Actor
from services.appeals.contract.lifecycle_events import AppealReopened
from services.appeals.contract.triage_commands import AskForPerson
from services.appeals.contract.triage_events import PersonAskedFor
from services.appeals.contract.words import AppealState
from services.appeals.domain.aggregate.ended import over_for_member
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.people import require_owner
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.aggregate.texts import unfinished_text
from services.appeals.domain.clocks.promises import new_round
from services.appeals.domain.recording.recorder import NewMessage, Recorder


def ask_for_person(appeal: Appeal, command: AskForPerson, actor: Actor, now: datetime) -> Recorder:
    """Asking again changes nothing.

    Raises:
        NotAllowed: a person has decided it, or it was withdrawn; says what is possible instead.
    """
    require_owner(actor, appeal)
    recorder = Recorder(appeal, actor, now)
    if appeal.state not in OPEN and not by_rule(appeal):
        raise over_for_member(appeal, now)
    text = unfinished_text(command.text, "text")
    over = appeal.state is AppealState.CLOSED
    if over or not appeal.person_asked:
        due = new_round(appeal, now)["first_answer_due"] if over else None
        recorder.add(PersonAskedFor(**recorder.about, answer_due=due))
    if over:
        to_a_person(recorder)
    if text:
        recorder.say(NewMessage(text=text))
    return recorder


def by_rule(appeal: Appeal) -> bool:
    return appeal.ruling is not None and appeal.ruling.rule is not None


def to_a_person(recorder: Recorder) -> None:
    """Of an appeal that a rule has settled."""
    recorder.add(AppealReopened(**recorder.about, **new_round(recorder.appeal, recorder.now)))
