"""The life of a campaign, whom it is for, how far it is and when it is through."""

from datetime import UTC, datetime, timedelta
from itertools import product

import msgspec
import pytest

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.text import LocalText
from services.notify.campaigns.check import AnnouncementCheck
from services.notify.campaigns.domain.announcement import announced, checked_audience
from services.notify.campaigns.domain.progress import (
    Rest,
    Tally,
    ends_at,
    rest_of,
    tally_of,
    view_of,
)
from services.notify.contract.campaigns import Announcement, Audience, StartCampaign
from services.notify.contract.words import CampaignState, Channel, DeliveryState, Topic
from services.notify.core.deliveries.journal import (
    EntryKind,
    JournalEntry,
    Planned,
    entry,
    fold_all,
)
from services.notify.core.deliveries.ladder import climb, held_back, ladders
from services.notify.core.rules.campaign import (
    ANNOUNCEMENT,
    CANCELLED,
    LIFE,
    Campaign,
    cancelled,
    paused,
    resumed,
)
from services.notify.core.rules.links import NO_LINKS
from services.notify.templates.renderer import Templates

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
S, K = CampaignState, EntryKind
WORDS = LocalText(zh="客服时间", en="Support hours")


def campaign(state: CampaignState = S.RUNNING, **more: object) -> Campaign:
    given: dict[str, object] = {"event_type": ANNOUNCEMENT, "started_at": NOW, **more}
    return Campaign(id="c-1", at=NOW, facts={}, state=state, **given)  # type: ignore[arg-type]  # by name


def start(**more: object) -> StartCampaign:
    said = Announcement(title=WORDS, what=WORDS, next=WORDS)
    whole: dict[str, object] = {"topic": Topic.RENEWAL, "announcement": said, **more}
    return StartCampaign(**whole)  # type: ignore[arg-type]  # by name


def test_the_table_allows_these_steps_and_no_others() -> None:
    allowed = {
        (S.RUNNING, S.PAUSED), (S.RUNNING, S.CANCELLED), (S.RUNNING, S.DONE),
        (S.PAUSED, S.RUNNING), (S.PAUSED, S.CANCELLED),
        (S.DONE, S.PAUSED), (S.DONE, S.CANCELLED),
    }  # fmt: skip
    for one, other in product(S, S):
        assert (other in LIFE.following(one)) is ((one, other) in allowed)


def test_who_stopped_it_and_when_is_kept() -> None:
    held = paused(campaign(), 5, "s-1", NOW)
    later = NOW + timedelta(hours=1)
    going = resumed(held, "s-2", later)
    assert [(s.by, s.at, s.state) for s in going.steps] == [
        ("s-1", NOW, S.PAUSED),
        ("s-2", later, S.RUNNING),
    ]
    assert going.resumed_at == later
    assert paused(held, 5, "s-3", later) is held


def test_what_cannot_be_stopped_says_why() -> None:
    with pytest.raises(NotAllowed, match="went out already"):
        paused(campaign(S.DONE), 0, "s-1", NOW)
    with pytest.raises(NotAllowed, match="nothing else"):
        resumed(campaign(S.CANCELLED), "s-1", NOW)
    assert paused(campaign(S.DONE), 1, "s-1", NOW).state is S.PAUSED


def test_a_clause_notice_is_paused_but_never_cancelled() -> None:
    notice = campaign(event_type="ClausePublished")
    assert paused(notice, 1, "s-1", NOW).state is S.PAUSED
    with pytest.raises(NotAllowed, match="keep the old clause"):
        cancelled(notice, 1, "s-1", NOW)


@pytest.mark.parametrize("topic", sorted(set(Topic) - {Topic.RENEWAL}))
def test_staff_announce_on_no_topic_that_members_cannot_turn_off(topic: Topic) -> None:
    with pytest.raises(InvalidInput) as refused:
        announced(start(topic=topic), "c-1", "s-1", NOW)
    assert refused.value.field == "topic"


def test_an_audience_is_checked_before_it_is_kept() -> None:
    kept = checked_audience(Audience(language="EN", member_ids=("m-2", "m-1", "m-2")))
    assert (kept.language, kept.member_ids) == ("en", ("m-1", "m-2"))
    wrong = {
        "language": Audience(language="fr"),
        "member_id": Audience(member_ids=("+86 138",)),
        "memberIds": Audience(member_ids=tuple(f"m-{n}" for n in range(1001))),
        "joinedBefore": Audience(joined_after=NOW, joined_before=NOW),
    }
    for field, audience in wrong.items():
        with pytest.raises(InvalidInput) as refused:
            checked_audience(audience)
        assert refused.value.field == field


@pytest.mark.parametrize("said", ["", "two\nlines", " x", "y" * 301])
def test_each_phrase_is_one_line(said: str) -> None:
    text = Announcement(title=WORDS, what=LocalText(zh="好", en=said), next=WORDS)
    with pytest.raises(InvalidInput) as refused:
        announced(start(announcement=text), "c-1", "s-1", NOW)
    assert refused.value.field == "what.en"


def test_what_does_not_fit_into_two_sms_is_refused_when_it_is_started() -> None:
    check = AnnouncementCheck(Templates("Reinstate", "CNY"), NO_LINKS)
    check.check(announced(start(), "c-1", "s-1", NOW))
    long = Announcement(title=WORDS, what=LocalText(zh="长" * 140, en="Short."), next=WORDS)
    with pytest.raises(InvalidInput, match="at most 2 are sent"):
        check.check(announced(start(announcement=long), "c-1", "s-1", NOW))


def test_what_staff_write_is_never_run_as_a_template() -> None:
    sly = LocalText(zh="{{ 7 * 6 }}", en="{{ 7 * 6 }}")
    text = Announcement(title=WORDS, what=sly, next=WORDS)
    wanted = announced(start(announcement=text), "c-1", "s-1", NOW)
    said = AnnouncementCheck(Templates("R", "CNY"), NO_LINKS)._sms(wanted, "en")
    assert "{{ 7 * 6 }}" in said


def test_the_end_is_by_the_rate_of_late() -> None:
    begun = campaign(started_at=NOW - timedelta(hours=5))
    assert ends_at(begun, 600, 120, NOW) == NOW + timedelta(minutes=10)
    assert ends_at(begun, 0, 120, NOW) is None
    assert ends_at(begun, 600, 0, NOW) is None
    for state in (S.PAUSED, S.CANCELLED):
        assert ends_at(campaign(state), 600, 120, NOW) is None
    young = campaign(started_at=NOW - timedelta(seconds=30))
    assert ends_at(young, 60, 60, NOW) == NOW + timedelta(seconds=30)


def one(kind: EntryKind, attempt: int, **more: object) -> JournalEntry:
    return entry("a-1", Channel.SMS, kind, attempt, NOW, campaign="c-1", **more)


PLANNED = Planned(channel=Channel.SMS, state=DeliveryState.PLANNED, at=NOW)


@pytest.mark.parametrize(
    ("entries", "sent", "received", "failed", "unknown"),
    [
        ([one(K.ACCEPTED, 1)], 1, 0, 0, 0),
        ([one(K.DELIVERED, 1)], 1, 1, 0, 0),
        ([one(K.ACCEPTED, 1), one(K.DELIVERED, 1)], 1, 1, 0, 0),
        ([one(K.ACCEPTED, 1), one(K.RETRY, 1), one(K.BEGUN, 2), one(K.ACCEPTED, 2)], 1, 0, 0, 0),
        ([one(K.RETRY, 1), one(K.ACCEPTED, 2), one(K.DELIVERED, 2)], 1, 1, 0, 0),
        ([one(K.DELIVERED, 1), one(K.DELIVERED, 2)], 1, 1, 0, 0),
        ([one(K.UNKNOWN, 1)], 0, 0, 0, 1),
        ([one(K.UNKNOWN, 1), one(K.ACCEPTED, 1)], 1, 0, 0, 0),
        ([one(K.ACCEPTED, 1), one(K.FAILED, 1)], 1, 0, 1, 0),
        ([one(K.FAILED, 0, reason=CANCELLED)], 0, 0, 1, 0),
        ([one(K.RETRY, 1), one(K.FAILED, 1, reason=CANCELLED)], 0, 0, 1, 0),
    ],
)
def test_a_delivery_counts_once_however_it_went(
    entries: list[JournalEntry], sent: int, received: int, failed: int, unknown: int
) -> None:
    tally, rest = tally_of(entries), rest_of(PLANNED, entries)
    assert tally.sent + rest.sent == sent
    assert tally.received + rest.received == received
    assert tally.cancelled + rest.failed == failed
    assert rest.unknown == unknown


def test_what_is_left_counts_those_who_are_not_planned_yet() -> None:
    half = campaign(members=100, planned=50, to_send=50, open=100)
    view = view_of(half, Tally(sent=20), Rest(failed=5, unsent=5), 20, NOW)
    assert (view.left, view.sent, view.failed) == (75, 20, 5)
    over = msgspec.structs.replace(half, state=S.CANCELLED)
    assert view_of(over, Tally(sent=20), Rest(), 20, NOW).left == 0


def test_what_was_held_back_gets_its_time_before_the_ladder_goes_on() -> None:
    ladder = ladders("LOSS: SMS 10m; DEFAULT: SMS 10m > EMAIL 1h").of(Topic.RENEWAL, adverse=False)
    waiting = msgspec.structs.replace(PLANNED, channel=Channel.EMAIL, state=DeliveryState.WAITING)
    stand = fold_all("a-1", [PLANNED, waiting], [])
    later = NOW + timedelta(hours=2)
    assert climb(ladder, stand, NOW, later).send == (Channel.EMAIL,)
    held = held_back(stand, later - timedelta(minutes=1))
    assert climb(ladder, held, NOW, later).again_at == later + timedelta(minutes=9)
