"""What overtakes what, and who takes the place of an alarm, on plain events."""

from datetime import timedelta
from typing import Any

from infra.kernel.events import NEW, Draft, EventEnvelope, Head, Origin, chain
from services.notify.core.truth.overtaking import (
    Claim,
    Overtaken,
    Stands,
    facts_now,
    heard,
    overtaken,
    standing_of,
    unanswered,
)
from services.notify.core.truth.stand import Stand
from services.shared.callers import SYSTEM
from tests.unit.notify.samples import NOW, SAMPLES, other

SECOND = timedelta(seconds=1)
FREEZE, DEVICE = (
    other("HoldReleased", kind="MEMBER_FREEZE"),
    other("HoldReleased", kind="NEW_DEVICE"),
)


class History:
    """One membership; a commit a second."""

    def __init__(self) -> None:
        self.head, self.now, self.stand = NEW, NOW, Stand(id="m-1")

    def commit(self, *events: Any) -> list[EventEnvelope]:
        self.now += SECOND
        drafts = [Draft(event=event, happened_at=self.now) for event in events]
        done = chain(self.head, "m-1", drafts, actor=SYSTEM, origin=Origin(), recorded_at=self.now)
        self.head = Head(version=done[-1].version, hash=done[-1].hash, commit=None)
        return done

    def hears(self, *events: Any) -> dict[str, list[str]]:
        """By the type of what is told, the types of the alarms that it takes the place of."""
        commit = self.commit(*events)
        types = {event.id: event.type for event in commit}
        self.stand, taken = heard(self.stand, commit)
        return {types[id]: [seen.type for seen in some] for id, some in taken.items()}

    def held(self, event: EventEnvelope) -> Overtaken | None:
        claim = Claim(event.type, event.version, event.happened_at, event.body)
        return overtaken(claim, Stands(self.stand, self.stand), self.now)


def test_of_one_commit_only_what_holds_is_told() -> None:
    commit = History().commit(SAMPLES["MembershipExpired"], SAMPLES["MembershipRenewed"])
    assert [event.type for event in standing_of(commit)] == ["MembershipRenewed"]


def test_an_alarm_that_was_never_said_is_answered_all_the_same() -> None:
    told = History().hears(SAMPLES["MembershipExpired"], SAMPLES["MembershipRenewed"])
    assert told == {"MembershipRenewed": ["MembershipExpired"]}


def test_an_alarm_is_answered_once() -> None:
    history = History()
    history.hears(SAMPLES["MembershipExpired"])
    assert history.hears(SAMPLES["MembershipRenewed"]) == {
        "MembershipRenewed": ["MembershipExpired"]
    }
    assert history.hears(SAMPLES["GraceStarted"]) == {"GraceStarted": ["MembershipRenewed"]}
    assert history.hears(SAMPLES["MembershipRenewed"]) == {"MembershipRenewed": ["GraceStarted"]}


def test_one_hold_says_nothing_of_another() -> None:
    history = History()
    [placed] = history.commit(SAMPLES["HoldPlaced"])  # for an unfamiliar device
    history.stand = heard(history.stand, [placed]).stand
    history.hears(FREEZE)
    assert history.held(placed) is None
    history.hears(DEVICE)
    found = history.held(placed)
    assert found is not None
    assert (found.by, found.event_id) == ("HoldReleased", "m-1:3")


def test_what_an_appeal_gave_back_is_answered_by_the_appeal() -> None:
    history = History()
    history.hears(SAMPLES["MembershipExpired"])
    assert history.hears(other("RemedyApplied", appeal_number="AP-20261220-0042")) == {}
    assert [seen.type for seen in unanswered(history.stand)] == ["MembershipExpired"]


def test_a_second_hearing_changes_nothing() -> None:
    history = History()
    commit = history.commit(SAMPLES["MembershipExpired"])
    once = heard(history.stand, commit)
    assert heard(once.stand, commit).stand == once.stand


def test_a_reminder_speaks_of_the_balance_of_now() -> None:
    history = History()
    [low] = history.commit(SAMPLES["BalanceLow"])
    history.stand = heard(history.stand, [low]).stand
    history.hears(other("BalanceToppedUp", amount=900, balance_after=1000))
    claim = Claim(low.type, low.version, low.happened_at, low.body)
    said = facts_now(claim, Stands(history.stand, history.stand))
    assert (said["balance"], said["missing"]) == (1000, 398_000)
    history.hears(other("BalanceToppedUp", amount=398_000, balance_after=399_000))
    found = history.held(low)
    assert found is not None
    assert found.by == "BalanceToppedUp"
