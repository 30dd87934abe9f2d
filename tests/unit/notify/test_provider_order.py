"""Whose turn it is to send: by country, by mailbox, and after those who refused."""

import random
from datetime import timedelta

import msgspec
import pytest

from infra.settings import SettingsError, load
from services.notify.contract.words import Channel, DeliveryState, SuppressionReason, Topic
from services.notify.core.deliveries.delivery_update import (
    BACKOFF_OF_CODES,
    MAX_ATTEMPTS,
    DeliveryUpdate,
    OutcomePolicy,
)
from services.notify.core.deliveries.job import Item, JobKind
from services.notify.core.deliveries.journal import EntryKind, JournalEntry, Planned, fold
from services.notify.core.deliveries.provider_order import ProviderOrder, provider_order
from services.notify.core.deliveries.results import Permanent, Result, RetryAt, Unknown
from services.notify.provider_names import MailRelay, relays
from services.notify.settings import NotifySettings
from tests.unit.notify.samples import NOW

ORDER = provider_order("CN: domestic > twilio; DEFAULT: twilio")
TWO = provider_order("a > b")
ITEM = Item(
    alert_id="x", topic=Topic.STATUS, attempt=1, to="+8613800138000", text="hello", provider="a"
)
DOWN = RetryAt(reason="HTTP 503", wait=timedelta(seconds=40))


@pytest.mark.parametrize(
    ("to", "order"),
    [
        ("+8613800138000", ("domestic", "twilio")),
        ("+85251234567", ("twilio",)),
        ("+14155550123", ("twilio",)),
        ("no number", ("twilio",)),
        ("", ("twilio",)),
    ],
)
def test_a_country_may_have_an_order_of_its_own(to: str, order: tuple[str, ...]) -> None:
    assert ORDER.of(to) == order
    assert set(ORDER.names) == {"domestic", "twilio"}


@pytest.mark.parametrize(
    ("to", "first"),
    [("wang@qq.com", "cn"), ("wang@VIP.QQ.com", "cn"), ("wang@notqq.com", "smtp"), ("a@b", "smtp")],
)
def test_so_may_the_mailboxes_of_a_domain(to: str, first: str) -> None:
    assert provider_order("qq.com: cn > smtp; DEFAULT: smtp > cn").of(to)[0] == first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an order for DEFAULT is needed"),
        ("CN: domestic", "an order for DEFAULT is needed"),
        ("twilio; DEFAULT: twilio", "two orders for DEFAULT"),
        ("twilio > twilio", "names one provider twice"),
        ("China: domestic; DEFAULT: twilio", "'China' is neither a country"),
        ("twilio >", "'' is no name of a provider"),
        ("Twilio", "'Twilio' is no name of a provider"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        provider_order(text)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"sms_providers": "pidgeon > twilio"}, "pidgeon: not among twilio"),
        ({"mail_providers": "smtp > b"}, "b: not among smtp"),
        ({"more_providers": "pigeon=tests.no.such:PIGEON"}, "cannot be imported"),
        ({"more_providers": "twilio=tests.fakes.notify.pigeon:PIGEON"}, "a name of its own"),
        ({"smtp_relays": "b=http://host"}, "b: write smtp://"),
        ({"smtp_relays": "b=smtp://u:secret@host:99999"}, "b: its port"),
    ],
)
def test_a_provider_that_is_not_there_is_said_at_start(setting: dict[str, str], said: str) -> None:
    environment = {name.upper(): value for name, value in setting.items()}
    with pytest.raises(SettingsError, match=said) as error:
        load(NotifySettings, environment)
    assert "u:secret" not in str(error.value)


def test_relays_are_read_from_one_line() -> None:
    assert relays("cn=smtps://shop%40cn:p%2Fw@smtp.example.cn b=smtp+starttls://b.example") == {
        "cn": MailRelay("smtp.example.cn", 465, "shop@cn", "p/w", tls=True),
        "b": MailRelay("b.example", 587, starttls=True),
    }


def told(
    item: Item, result: Result, order: ProviderOrder = TWO, *, others: bool = True
) -> DeliveryUpdate:
    teller = OutcomePolicy(Channel.SMS, NOW, random.Random(7), order=order)
    return teller.of(item, result, others=others)


def follows(update: DeliveryUpdate) -> tuple[JobKind, timedelta, Item]:
    assert update.follow_up is not None
    return update.follow_up.kind, update.follow_up.due - NOW, update.follow_up.item


@pytest.mark.parametrize(
    "refused",
    [
        DOWN,
        RetryAt(reason="our account", code="20003", operators=True),
        Permanent(reason="no such template here", elsewhere=True),
        RetryAt(reason="this phone had enough from us", of_address=True, elsewhere=True),
    ],
)
def test_what_one_refuses_the_next_gets_at_once(refused: Result) -> None:
    update = told(ITEM, refused)
    kind, wait, item = follows(update)
    assert (kind, wait) == (JobKind.SEND, timedelta(0))
    assert (item.passed, item.provider, item.attempt - item.before) == (("a",), "", 0)
    assert update.entry is not None
    assert (update.entry.kind, update.entry.provider) == (EntryKind.RETRY, "a")


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (RetryAt(reason="the phone is off", code="30003"), JobKind.SEND),
        (Permanent(reason="no such number", code="21211"), JobKind.CLIMB),
        (Permanent(reason="STOP", suppress=SuppressionReason.STOP), JobKind.CLIMB),
        (Unknown(reason="no answer"), JobKind.LOOK_UP),
    ],
)
def test_what_is_nobodys_fault_or_may_be_out_goes_to_nobody_else(
    result: Result, kind: JobKind
) -> None:
    found, _, item = follows(told(ITEM, result))
    assert found is kind
    assert item.passed == ()
    assert item.provider == ("" if kind is JobKind.SEND else "a")


def test_refusals_in_a_row_are_one_attempt_and_then_there_is_a_pause() -> None:
    _, _, first = follows(told(ITEM, DOWN))
    second = msgspec.structs.replace(first, attempt=2, provider="b")
    kind, wait, again = follows(told(second, DOWN))
    assert (kind, wait) == (JobKind.SEND, timedelta(seconds=40))
    assert (again.passed, again.attempt - again.before) == ((), 1)
    assert first.otherwise == NOW + timedelta(seconds=40)


def test_where_nobody_else_takes_it_the_refusal_counts() -> None:
    refused = Permanent(reason="no such template here", elsewhere=True)
    assert follows(told(ITEM, refused, others=False))[0] is JobKind.CLIMB
    assert follows(told(ITEM, DOWN, others=False))[1] == timedelta(seconds=40)


def test_what_was_taken_and_given_up_later_is_handed_on_but_not_for_ever() -> None:
    filtered = RetryAt(reason="filtered", code="30007", operators=True)
    item = msgspec.structs.replace(ITEM, provider_id="SM1")
    _, wait, again = follows(told(item, filtered))
    assert (wait, again.passed, again.attempt - again.before) == (timedelta(0), ("a",), 1)
    last = msgspec.structs.replace(item, attempt=MAX_ATTEMPTS)
    assert follows(told(last, filtered))[0] is JobKind.CLIMB


@pytest.mark.parametrize(
    ("order", "kind"), [(TWO, JobKind.SEND), (provider_order("a"), JobKind.LOOK_UP)]
)
def test_a_code_is_not_looked_up_where_another_can_send_it(
    order: ProviderOrder, kind: JobKind
) -> None:
    code = msgspec.structs.replace(ITEM, topic=Topic.CODE)
    found, wait, _ = follows(told(code, Unknown(reason="no answer"), order))
    assert found is kind
    assert wait <= BACKOFF_OF_CODES


def test_what_was_laid_ready_before_there_were_several_can_be_read() -> None:
    """Rows of an earlier release say nothing of providers: all of them are asked."""
    before = {"alert_id": "x", "topic": "STATUS", "attempt": 1, "provider_id": "SM1", "text": "hi"}
    [item] = msgspec.msgpack.decode(msgspec.msgpack.encode([before]), type=tuple[Item, ...])
    assert (item.provider_id, item.provider, item.passed) == ("SM1", "", ())
    row = {
        "id": "x.SMS:1:ACCEPTED", "alert_id": "x", "channel": "SMS", "kind": "ACCEPTED",
        "rank": 12, "attempt": 1, "at": NOW, "provider_id": "SM1",
    }  # fmt: skip
    told = msgspec.convert(row, JournalEntry)
    planned = Planned(channel=Channel.SMS, state=DeliveryState.PLANNED, at=NOW, to="+8613800138000")
    found = fold("x", planned, [told])
    assert (found.state, found.provider) == (DeliveryState.ACCEPTED, "")
