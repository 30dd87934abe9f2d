"""Addresses that nothing goes to, what lifts it, and the words that members send for it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import NotAllowed
from services.notify.contract.words import MANDATORY, Channel, SuppressionReason, Topic
from services.notify.core.recipients.answers import Keyword
from services.notify.core.recipients.suppression import (
    IN_WORDS,
    STAFF_MAY_LIFT,
    Suppression,
    heard,
    marked,
    refusal,
    released,
    seen_with,
    started,
    subscribed_again,
)
from services.notify.providers.twilio.domain.keywords import keyword
from tests.unit.notify.samples import NOW

R = SuppressionReason
CLEAN = Suppression(id="s-1", channel=Channel.SMS)
LATER = NOW + timedelta(hours=1)
FOR_ALL = [reason for reason in R if reason is not R.UNSUBSCRIBED]


@pytest.mark.parametrize("reason", FOR_ALL)
@pytest.mark.parametrize("topic", Topic)
def test_a_reason_holds_for_every_topic_codes_included(
    reason: SuppressionReason, topic: Topic
) -> None:
    assert refusal(CLEAN, topic) is None
    mark = refusal(marked(CLEAN, reason, NOW), topic)
    assert mark is not None
    assert mark.reason is reason


@pytest.mark.parametrize("topic", Topic)
def test_unsubscribing_holds_for_its_topic_and_never_for_a_mandatory_one(topic: Topic) -> None:
    off = marked(CLEAN, R.UNSUBSCRIBED, NOW, topic=topic)
    refused = {t for t in Topic if refusal(off, t)}
    assert refused == (set() if topic in MANDATORY else {topic})
    assert refusal(subscribed_again(off, topic, LATER), topic) is None


def test_start_lifts_stop_and_a_number_thought_dead_and_nothing_else() -> None:
    everything = CLEAN
    for reason in FOR_ALL:
        everything = marked(everything, reason, NOW)
    left = {mark.reason for mark in started(everything, LATER).marks if mark.in_force}
    assert left == {R.HARD_BOUNCE, R.COMPLAINT, R.BY_STAFF}


@pytest.mark.parametrize("reason", R)
def test_staff_lift_what_is_theirs_to_lift_and_it_is_recorded(reason: SuppressionReason) -> None:
    suppression = marked(CLEAN, reason, NOW, topic=None)
    if reason not in STAFF_MAY_LIFT:
        with pytest.raises(NotAllowed, match=IN_WORDS[reason][:20]):
            released(suppression, LATER, "staff-1", "she called")
        return
    [mark] = released(suppression, LATER, "staff-1", "she called").marks
    assert (mark.lifted_at, mark.lifted_by, mark.lifted_why) == (LATER, "staff-1", "she called")


def test_nothing_to_lift_is_said() -> None:
    with pytest.raises(NotAllowed, match="nothing is suppressed"):
        released(CLEAN, NOW, "staff-1", "why not")


@given(st.lists(st.sampled_from(["STOP", "START"]), max_size=200))
def test_the_last_word_counts_and_the_record_stays_small(words: list[str]) -> None:
    suppression = CLEAN
    for i, word in enumerate(words):
        at = NOW + timedelta(seconds=i)
        suppression = (
            marked(suppression, R.STOP, at) if word == "STOP" else started(suppression, at)
        )
        suppression = heard(seen_with(suppression, "m-1"), f"SM{i}")
    assert bool(refusal(suppression, Topic.STATUS)) == (words[-1:] == ["STOP"])
    assert len(suppression.marks) <= 33
    assert len(suppression.heard) <= 32
    assert len(suppression.members) <= 1


@pytest.mark.parametrize(
    "text",
    [
        *("STOP", "stop", " Stop \n", "STOPALL", "Unsubscribe", "cancel", "END", "quit", "Revoke"),
        *("OPTOUT", "退订", " 退订。", "退訂", "ＳＴＯＰ", '"stop"'),
    ],
)
def test_words_that_mean_stop(text: str) -> None:
    assert keyword(text) is Keyword.STOP


@pytest.mark.parametrize("text", ["START", "yes", "UnStop", "恢复", "恢復!", "ｓｔａｒｔ"])
def test_words_that_mean_start(text: str) -> None:
    assert keyword(text) is Keyword.START


@pytest.mark.parametrize(
    "text", ["", "HELP", "please stop", "stop it", "start over", "不要退订", "TOP", "st op"]
)
def test_whatever_else_members_write_means_neither(text: str) -> None:
    assert keyword(text) is None


def test_what_the_provider_took_it_for_counts_first() -> None:
    assert keyword("ARRET", "STOP") is Keyword.STOP
    assert keyword("MARCHE", "START") is Keyword.START
    assert keyword("stop", "HELP") is Keyword.STOP


@given(st.text(max_size=50))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    keyword(text, text)
