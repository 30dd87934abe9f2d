"""At most so many SMS a day that are not urgent; what is over still arrives."""

from datetime import timedelta

from services.notify.contract.words import MANDATORY, Channel, Topic
from services.notify.core.rules.alert_rules import ALERTS, CODE_EVENT
from services.notify.planning.domain.throttle import Way, counts, day_of, way_of
from tests.unit.notify.clocks import shown
from tests.unit.notify.samples import NOW, recipient

MOST = 5
TOPICS = {name: rule.topic for name, rule in ALERTS.items()} | {CODE_EVENT: Topic.CODE}


def way(name: str, sent: int, **who: object) -> Way:
    return way_of(name, TOPICS[name], recipient(**who), sent_today=sent, most=MOST)


def test_the_first_few_go_and_what_is_urgent_goes_always() -> None:
    for name, topic in TOPICS.items():
        assert way(name, MOST - 1) is Way.SMS, name
        urgent = not counts(name, topic)
        assert (way(name, MOST) is Way.SMS) == urgent, name


def test_nothing_mandatory_is_left_to_the_inbox_alone() -> None:
    mandatory = [name for name, topic in TOPICS.items() if topic in MANDATORY]
    assert mandatory
    for name in mandatory:
        assert way(name, MOST, email="") is Way.SMS, name


def test_what_was_decided_of_an_appeal_goes_whatever_came_before_it() -> None:
    """It waits for the end of quiet hours, and is not urgent."""
    for name in ("AppealDecided", "RemedyConfirmed", "AppealClosed", "IncidentRemedied"):
        assert way(name, 10 * MOST) is Way.SMS
    for name in ("AppealTaken", "StaffAnswered"):
        assert way(name, MOST) is Way.EMAIL


def test_what_is_over_goes_by_mail_or_is_in_the_inbox() -> None:
    assert way("RenewalComing", MOST) is Way.EMAIL
    assert way("RenewalComing", MOST, email="") is Way.INBOX_ONLY
    assert recipient(email="").address(Channel.IN_APP)


def test_a_day_is_the_members_own() -> None:
    for zone in ("Asia/Shanghai", "America/New_York", "Asia/Kathmandu"):
        day = day_of(NOW, zone)
        assert day.start <= NOW < day.end
        assert shown(day.start, zone).time() == shown(day.end, zone).time() == NOW.min.time()
        assert day.end - day.start == timedelta(days=1)
