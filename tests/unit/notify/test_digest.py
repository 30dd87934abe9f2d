"""Windows tile time whatever clocks do; a digest says the same however often it is made."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from infra.kernel.errors import InvalidInput
from services.notify.contract.words import MANDATORY, DigestEvery, Topic
from services.notify.core.alerts.digest_content import DigestEntry, digest_of
from services.notify.core.recipients.digest_times import (
    HELPS_STILL,
    Digest,
    Window,
    checked_digest,
    collected_in,
    digestible,
    window_of,
)
from services.notify.core.rules.segments import is_gsm, segments
from services.notify.planning.digest_text import DigestTexts
from tests.unit.notify.clocks import MINUTE, cursors, patient, shown

INSTANT = timedelta(microseconds=1)
DAILY, WEEKLY = DigestEvery.DAILY, DigestEvery.WEEKLY
digests = st.builds(Digest, every=st.sampled_from([DAILY, WEEKLY]), hour=st.integers(0, 23))
TEXTS = DigestTexts("Reinstate")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@patient
@given(cursors(), digests, st.integers(0, 59_999_999))
def test_windows_leave_no_instant_out_and_share_none(
    place: tuple[str, datetime], digest: Digest, micros: int
) -> None:
    zone, now = place[0], place[1] + micros * INSTANT
    here = window_of(now, digest, zone)
    assert here.start <= now < here.end
    before = window_of(here.start - INSTANT, digest, zone)
    after = window_of(here.end, digest, zone)
    assert before.end == here.start
    assert after.start == here.end
    assert len({before.id, here.id, after.id}) == 3


@patient
@given(cursors(), digests)
def test_every_instant_of_a_window_knows_the_same_window(
    place: tuple[str, datetime], digest: Digest
) -> None:
    zone, now = place
    here = window_of(now, digest, zone)
    steps = 48
    for n in range(steps):
        assert window_of(here.start + n * (here.end - here.start) / steps, digest, zone) == here
    assert window_of(here.end - INSTANT, digest, zone) == here


@patient
@given(cursors(), digests)
def test_a_window_begins_when_the_clock_first_shows_its_hour_or_later(
    place: tuple[str, datetime], digest: Digest
) -> None:
    """Walks back through the minutes of two days. Shares nothing with the code."""
    zone, now = place
    start = window_of(now, digest, zone).start
    wall = shown(start, zone)
    due = wall.replace(hour=digest.hour, minute=0)
    due -= timedelta(days=due > wall)
    assert all(shown(start - n * MINUTE, zone) < due for n in range(1, 48 * 60))
    assert digest.every is DAILY or due.weekday() == 0


@patient
@given(cursors(), st.integers(0, 23))
def test_a_day_is_a_day(place: tuple[str, datetime], hour: int) -> None:
    zone, now = place
    assume(zone != "Pacific/Apia")  # but for its one short one
    here = window_of(now, Digest(every=DAILY, hour=hour), zone)
    assert timedelta(hours=21) <= here.end - here.start <= timedelta(hours=27)


@pytest.mark.parametrize(
    ("now", "zone", "hour", "start", "end"),
    [
        # an alert at the edge belongs to the later window
        ("2026-11-22T09:00:00+08:00", "Asia/Shanghai", 9, "2026-11-22T09:00:00+08:00",
         "2026-11-23T09:00:00+08:00"),
        # 02:00 is left out: the window begins where the clock is set forward
        ("2026-03-08T12:00:00-04:00", "America/New_York", 2, "2026-03-08T03:00:00-04:00",
         "2026-03-09T02:00:00-04:00"),
        # 01:00 comes twice: the first one begins the window, the second is inside it
        ("2026-11-01T01:00:00-05:00", "America/New_York", 1, "2026-11-01T01:00:00-04:00",
         "2026-11-02T01:00:00-05:00"),
        # Apia had no 30 December 2011: what would have begun then begins with the 31st
        ("2011-12-31T05:00:00+14:00", "Pacific/Apia", 9, "2011-12-31T00:00:00+14:00",
         "2011-12-31T09:00:00+14:00"),
        ("2011-12-31T05:00:00+14:00", "Pacific/Apia", 0, "2011-12-31T00:00:00+14:00",
         "2012-01-01T00:00:00+14:00"),
        # Kwajalein left out 21 August 1993
        ("1993-08-22T05:00:00+12:00", "Pacific/Kwajalein", 9, "1993-08-22T00:00:00+12:00",
         "1993-08-22T09:00:00+12:00"),
        ("2028-02-29T10:00:00+05:45", "Asia/Kathmandu", 9, "2028-02-29T09:00:00+05:45",
         "2028-03-01T09:00:00+05:45"),
    ],
)  # fmt: skip
def test_days_that_people_remember(now: str, zone: str, hour: int, start: str, end: str) -> None:
    window = window_of(at(now), Digest(every=DAILY, hour=hour), zone)
    assert (window.start, window.end) == (at(start), at(end))


def test_weeks_begin_on_mondays() -> None:
    window = window_of(at("2026-11-22T12:00:00+08:00"), Digest(every=WEEKLY), "Asia/Shanghai")
    assert window.start == at("2026-11-16T09:00:00+08:00")
    assert window.end == at("2026-11-23T09:00:00+08:00")


def test_a_day_that_comes_twice_is_one_window() -> None:
    """Juneau came over the date line in 1867, when Alaska was sold."""
    zone, found = "America/Juneau", []
    instant = datetime(1867, 10, 15, tzinfo=UTC)
    while instant < datetime(1867, 10, 23, tzinfo=UTC):
        window = window_of(instant, Digest(every=DAILY), zone)
        found.append(window)
        while instant < window.end:
            assert window_of(instant, Digest(every=DAILY), zone) == window
            instant += timedelta(hours=1)
        instant = window.end
    assert [a.end for a in found[:-1]] == [b.start for b in found[1:]]
    assert max(window.end - window.start for window in found) > timedelta(hours=40)


def test_nothing_mandatory_is_digested_away() -> None:
    assert [topic for topic in Topic if digestible(topic)] == [Topic.RENEWAL]
    now, daily = at("2026-11-22T12:00:00+08:00"), Digest(every=DAILY)
    for topic in Topic:
        collected = collected_in(topic, now, daily, "Asia/Shanghai")
        assert (collected is None) == (topic in MANDATORY)
    assert collected_in(Topic.RENEWAL, now, Digest(), "Asia/Shanghai") is None


def test_a_reminder_that_would_come_too_late_goes_on_its_own() -> None:
    now, zone, daily = at("2026-11-22T12:00:00+08:00"), "Asia/Shanghai", Digest(every=DAILY)
    window = window_of(now, daily, zone)
    enough = window.due + HELPS_STILL
    assert collected_in(Topic.RENEWAL, now, daily, zone, useless_at=enough) == window
    late = enough - timedelta(seconds=1)
    assert collected_in(Topic.RENEWAL, now, daily, zone, useless_at=late) is None


def test_an_hour_that_no_clock_shows_is_refused() -> None:
    for hour in (-1, 24):
        with pytest.raises(InvalidInput) as refused:
            checked_digest(DAILY, hour)
        assert refused.value.field == "hour"
    with pytest.raises(ValueError, match="off"):
        window_of(at("2026-11-22T12:00:00+08:00"), Digest(), "UTC")


WINDOW = Window(id="w", start=at("2026-11-22T09:00:00+08:00"), end=at("2026-11-23T09:00:00+08:00"))
KINDS = ("BalanceLow", "RenewalComing", "BalanceToppedUp", "SomethingNew")


def entry(n: int, kind: str = "RenewalComing", *, minute: int = 0, title: str = "") -> DigestEntry:
    return DigestEntry(
        id=f"a-{n}",
        at=WINDOW.start + timedelta(minutes=minute),
        event_type=kind,
        title=title or f"Title {n}",
        text=f"Text {n}.",
    )


def rank(one: DigestEntry) -> int:
    return min(2, KINDS.index(one.event_type))


entries = st.lists(
    st.builds(
        entry,
        st.integers(0, 9),
        st.sampled_from(KINDS),
        minute=st.integers(0, 24 * 60 - 1),
    ),
    min_size=1,
    unique_by=lambda one: one.id,
)


@patient
@given(entries, st.randoms(use_true_random=False))
def test_the_same_alerts_make_the_same_digest_in_any_order_and_number(
    given_entries: list[DigestEntry], random: Random
) -> None:
    once = digest_of("m-1", WINDOW, given_entries)
    assert once is not None
    mixed = given_entries * 2
    random.shuffle(mixed)
    again = digest_of("m-1", WINDOW, mixed)
    assert once == again
    assert {e.id for e in once.entries} == {e.id for e in given_entries}
    assert len(once.entries) == len(given_entries)
    assert sorted((e.at, e.id) for e in once.entries) == [(e.at, e.id) for e in once.entries]
    assert rank(once.foremost) == min(map(rank, given_entries))
    for language in ("en", "zh-CN"):
        assert TEXTS.sms(once, language) == TEXTS.sms(again, language)
        assert TEXTS.mail(once, language, "Li", "UTC") == TEXTS.mail(again, language, "Li", "UTC")


def test_a_digest_belongs_to_its_member_and_window() -> None:
    other = window_of(WINDOW.end, Digest(every=DAILY), "Asia/Shanghai")
    mine, theirs = digest_of("m-1", WINDOW, [entry(1)]), digest_of("m-2", WINDOW, [entry(1)])
    assert mine is not None
    assert theirs is not None
    assert mine.id != theirs.id
    assert digest_of("m-1", WINDOW, []) is None
    wrong = DigestEntry(id="x", at=other.start, event_type="BalanceLow", title="t", text="t")
    with pytest.raises(ValueError, match="later window"):
        digest_of("m-1", WINDOW, [entry(1), wrong])


def test_what_came_too_late_for_its_window_is_in_the_next() -> None:
    late = DigestEntry(
        id="x", at=WINDOW.start - INSTANT, event_type="BalanceLow", title="t", text="t"
    )
    content = digest_of("m-1", WINDOW, [entry(1), late])
    assert content is not None
    assert content.entries[0] == late


def test_what_a_member_loses_by_missing_it_comes_first() -> None:
    late = DigestEntry(
        id="z", at=WINDOW.start, event_type="RenewalComing", title="l", text="l",
        useless_at=WINDOW.end + timedelta(days=9),
    )  # fmt: skip
    soon = DigestEntry(
        id="y", at=WINDOW.start, event_type="RenewalComing", title="s", text="s",
        useless_at=WINDOW.end + timedelta(days=2),
    )  # fmt: skip
    digest = digest_of("m-1", WINDOW, [entry(1, "BalanceToppedUp"), late, soon])
    assert digest is not None
    assert digest.foremost is soon


LINK = "https://m.shop.example/s/3f9a01c4"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("count", [1, 2, 1000])
@pytest.mark.parametrize("title", ["", "会员" * 200, "Your membership renews " * 40, "😀" * 90])
def test_an_sms_says_how_many_and_has_two_parts_at_most(
    language: str, count: int, title: str
) -> None:
    digest = digest_of("m-1", WINDOW, [entry(n, title=title) for n in range(count)])
    assert digest is not None
    text = TEXTS.sms(digest, language)
    assert segments(text) <= 2
    assert str(count) in text
    assert (title or "Title 0")[:10] in text
    linked = TEXTS.sms(digest, language, LINK)
    assert linked.endswith(f" {LINK}")
    assert segments(linked) <= 2
    assert language == "zh-CN" or not is_gsm(title) or is_gsm(text)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_mail_lists_all_in_order_and_in_local_time(language: str) -> None:
    late = entry(1, minute=15 * 60, title="<b>1 & 2</b>")
    digest = digest_of("m-1", WINDOW, [late, entry(2, minute=30)])
    assert digest is not None
    mail = TEXTS.mail(digest, language, "Li", "Asia/Shanghai", LINK)
    assert LINK in mail.text
    assert f'href="{LINK}"' in mail.html
    assert mail.subject.count("2026") == 1
    assert "Li" in mail.text
    for part in (mail.text, mail.html):
        assert part.index("09:30") < part.index("Text 2.") < part.index("00:00")
        assert part.index("00:00") < part.index("Text 1.")
    assert "<b>1 & 2</b>" in mail.text
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in mail.html
    assert "http" not in mail.html.replace(LINK, "")
    assert "Li" not in TEXTS.mail(digest, language, "", "UTC").text
