"""What staff decide of an incident, and what becomes of it."""

from typing import Any

import pytest

from infra.kernel.errors import Forbidden, InvalidInput, NotAllowed
from infra.kernel.events import NEW, Actor, Head
from services.appeals.contract import incident_commands as c
from services.appeals.contract import incident_events as e
from services.appeals.contract.incident_facts import (
    IncidentRemedy,
    LossTraits,
    PublicText,
    TriedOut,
)
from services.appeals.contract.incident_words import IncidentState as S
from services.appeals.contract.incident_words import PublicState
from services.appeals.incidents.domain import deciding
from services.appeals.incidents.domain.incident import (
    IncidentFact,
    LossIncident,
    evolve,
    fold,
)
from services.appeals.incidents.incident_store import envelopes
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import SYSTEM
from tests.unit.appeals.people import ANNA, BO, DAY, HOUR, NOON

ID = "IN-20261121-0001"
SAYS = PublicText(zh="导入故障，会员被误停。", en="An import stopped memberships by mistake.")
REMEDY = IncidentRemedy(cause=Cause.DATA_FAULT, kind=RemedyKind.RESTORE)
ALONE = 1_000


class Story:
    """An incident and its events."""

    def __init__(self) -> None:
        self.events: list[tuple[e.IncidentEvent, Actor]] = []
        self.now: LossIncident | None = None
        command = c.OpenIncident(cause=Cause.DATA_FAULT, since=NOON - DAY, reason="The import.")
        self.add(deciding.opened(command, ID, NOON), ANNA)

    @property
    def incident(self) -> LossIncident:
        assert self.now is not None
        return self.now

    def add(self, event: e.IncidentEvent, by: Actor = ANNA) -> "Story":
        fact = IncidentFact(event=event, at=NOON + len(self.events) * HOUR, by=by)
        self.now = evolve(self.now, fact)
        self.events.append((event, by))
        return self

    def previewed(self, *, possible: int = 5, worth: int = 500) -> "Story":
        self.add(deciding.previewed(self.incident, preview()))
        tried = TriedOut(members=5, possible=possible, days=5, worth=worth)
        return self.add(e.RemedyTriedOut(incident=ID, result=tried), SYSTEM)

    def confirmed(self) -> "Story":
        self.previewed()
        return self.add(deciding.confirmed(self.incident, confirm(), ALONE))


def preview(**changes: Any) -> c.PreviewIncident:
    fields = {"cause": Cause.DATA_FAULT, "kind": RemedyKind.RESTORE, "days": None} | changes
    return c.PreviewIncident(incident=ID, remedy=IncidentRemedy(**fields))


def confirm(**changes: Any) -> c.ConfirmIncident:
    fields = {"reason": "Our import was wrong.", "says": SAYS} | changes
    return c.ConfirmIncident(incident=ID, **fields)


def test_within_the_limit_one_confirms_what_was_tried_out() -> None:
    one = Story().confirmed().incident
    assert (one.state, one.decider, one.says) == (S.RUNNING, ANNA, SAYS)
    assert one.public is PublicState.IDENTIFIED


def test_above_it_a_second_person_confirms_and_never_the_same() -> None:
    story = Story().previewed(worth=ALONE + 1)
    story.add(deciding.confirmed(story.incident, confirm(), ALONE))
    assert story.incident.state is S.PROPOSED
    with pytest.raises(Forbidden):
        deciding.seconded(story.incident, ANNA)
    story.add(deciding.seconded(story.incident, BO), BO)
    assert (story.incident.state, story.incident.decider) == (S.RUNNING, BO)
    assert story.events[-1][0] == e.IncidentConfirmed(
        incident=ID, reason="Our import was wrong.", says=SAYS, proposed_by="s-1"
    )


def test_at_the_limit_nobody_else_is_needed() -> None:
    story = Story().previewed(worth=ALONE)
    assert isinstance(deciding.confirmed(story.incident, confirm(), ALONE), e.IncidentConfirmed)


def test_who_came_after_it_was_tried_out_counts_for_the_limit() -> None:
    story = Story().previewed(worth=ALONE)  # five members, 200 each
    decided = [
        type(deciding.confirmed(story.incident, confirm(), limit, affected=6)).__name__
        for limit in (ALONE, ALONE + 199, ALONE + 200)
    ]
    assert decided == ["IncidentProposed", "IncidentProposed", "IncidentConfirmed"]


def test_nothing_is_confirmed_that_was_not_tried_out_or_is_possible_for_nobody() -> None:
    with pytest.raises(NotAllowed):
        deciding.confirmed(Story().incident, confirm(), ALONE)
    with pytest.raises(NotAllowed, match="possible for nobody"):
        deciding.confirmed(Story().previewed(possible=0).incident, confirm(), ALONE)


def test_another_remedy_takes_the_place_of_what_was_proposed() -> None:
    story = Story().previewed(worth=ALONE + 1)
    story.add(deciding.confirmed(story.incident, confirm(), ALONE))
    story.add(deciding.previewed(story.incident, preview(kind=RemedyKind.EXTEND, days=3)))
    one = story.incident
    assert (one.state, one.proposed_by, one.previews) == (S.PREVIEWING, None, 2)
    with pytest.raises(NotAllowed):
        deciding.seconded(one, BO)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": RemedyKind.NOTHING}, "remedy"),
        ({"cause": Cause.UNKNOWN}, "cause"),
        ({"days": 0}, "days"),
        ({"kind": RemedyKind.APOLOGY}, "remedy"),
        ({"kind": RemedyKind.RENEW, "days": 3}, "days"),
    ],
)
def test_a_remedy_that_is_none_is_not_tried_out(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        deciding.previewed(Story().incident, preview(**changes))
    assert refused.value.field == field


@pytest.mark.parametrize("kind", [RemedyKind.CREDIT, RemedyKind.RENEW, RemedyKind.LIFT_HOLD])
def test_whatever_gives_something_can_be_tried_out_and_credit_is_given_once(
    kind: RemedyKind,
) -> None:
    found = deciding.previewed(Story().incident, preview(kind=kind, credit=True)).remedy
    assert (found.kind, found.credit) == (kind, kind is not RemedyKind.CREDIT)


@pytest.mark.parametrize("says", ["", "two\nlines", "x" * 121, "call +86 138 0013 8000"])
def test_what_everybody_reads_is_one_line_without_contacts(says: str) -> None:
    with pytest.raises(InvalidInput):
        deciding.confirmed(
            Story().previewed().incident, confirm(says=PublicText(zh="一行。", en=says)), ALONE
        )


def test_it_is_paused_and_resumed_and_what_is_cancelled_is_over() -> None:
    story = Story().confirmed().add(e.IncidentPaused(incident=ID))
    assert story.incident.state is S.PAUSED
    with pytest.raises(NotAllowed):
        story.add(e.IncidentPaused(incident=ID))
    story.add(e.IncidentResumed(incident=ID))
    story.add(deciding.cancelled(story.incident, c.CancelIncident(incident=ID, reason="Wrong.")))
    assert (story.incident.state, story.incident.public) == (S.CANCELLED, PublicState.STOPPED)
    with pytest.raises(NotAllowed):
        story.add(e.IncidentResumed(incident=ID))


def test_a_false_alarm_is_a_result_until_it_is_confirmed() -> None:
    dismiss = c.DismissIncident(incident=ID, reason="A test import.", says=SAYS)
    story = Story().add(e.StatusPublished(incident=ID, version=1, says=SAYS))
    ended = PublicText(zh="经查为误报。", en="It was a false alarm.")
    told = c.DismissIncident(incident=ID, reason="A test import.", says=ended)
    story.add(deciding.dismissed(story.incident, told))
    one = story.incident
    assert (one.state, one.public) == (S.FALSE_ALARM, PublicState.FALSE_ALARM)
    assert one.status is not None
    assert (one.status.version, one.status.says) == (2, ended)
    with pytest.raises(NotAllowed):
        deciding.dismissed(Story().confirmed().incident, dismiss)


def test_texts_of_the_public_line_are_counted() -> None:
    story = Story()
    for version in (1, 2):
        event = deciding.published(story.incident, c.PublishStatus(incident=ID, says=SAYS))
        assert event.version == version
        story.add(event)


def test_those_who_were_refused_are_tried_again_once_it_is_settled() -> None:
    story = Story().confirmed()
    with pytest.raises(NotAllowed):
        deciding.retried(story.incident)
    story.add(e.IncidentSettled(incident=ID, remedied=4, refused=1), SYSTEM)
    story.add(deciding.retried(story.incident))
    assert (story.incident.state, story.incident.runs) == (S.RUNNING, 2)
    assert story.incident.over_at is None


def test_an_opening_lies_in_the_past_and_ends_after_it_began() -> None:
    for since, until in ((NOON + HOUR, None), (NOON - HOUR, NOON - DAY)):
        command = c.OpenIncident(cause=Cause.UNKNOWN, since=since, until=until, reason="Why.")
        with pytest.raises(InvalidInput):
            deciding.opened(command, ID, NOON)


def test_an_incident_is_what_its_history_makes_of_it() -> None:
    story, history, head = Story().confirmed(), [], NEW
    for place, (event, by) in enumerate(story.events):
        history += envelopes(head, ID, event, by, NOON + place * HOUR)
        head = Head(version=history[-1].version, hash=history[-1].hash, commit=None)
    assert fold(history) == story.incident
    assert LossTraits(cause=Cause.DATA_FAULT, source="", plan="", plan_version=0) == (
        story.incident.traits
    )
