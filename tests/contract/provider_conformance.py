"""What every provider of SMS or mail has to do, whoever it is: see docs/providers.md.

A test file subclasses a suite with a fixture `place`: the provider, and a hand on its other side.
"""

import time
from abc import abstractmethod
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

import pytest

from services.notify.contract.words import Topic
from services.notify.core.deliveries.blame import may_go_elsewhere, needs_operator
from services.notify.core.deliveries.results import (
    Accepted,
    Delivered,
    Permanent,
    Result,
    RetryAt,
    Unknown,
)
from services.notify.core.ports.providers import (
    Envelope,
    MailProvider,
    ProviderSilent,
    SmsProvider,
)
from services.notify.core.ports.renderer import Mail

PHONE, MAILBOX = "+8613800138000", "wang@mail.example.com"
MAIL = Mail(subject="您的会员已到期", text="今天到期。", html="<p>今天到期。</p>")


class SmsPlace(Protocol):
    """`text`: one that it takes. `fails`: the next send does so: `busy` (asks to come later),
    `refuses the account`, `refuses the number`, `takes it and hangs up`; `silent`: it answers no
    questions until `works`."""

    provider: SmsProvider
    text: str

    @abstractmethod
    async def arrived(self) -> list[tuple[str, str]]:
        """Numbers and texts, as phones show them."""

    @abstractmethod
    async def fails(self, how: str) -> None: ...

    @abstractmethod
    async def works(self) -> None: ...


class MailPlace(Protocol):
    """`fails`: as of an `SmsPlace`, but for `silent`; `refuses the mailbox` for the number."""

    provider: MailProvider

    @abstractmethod
    async def arrived(self) -> list[tuple[str, str]]:
        """Addresses and subjects."""

    @abstractmethod
    async def fails(self, how: str) -> None: ...


def envelope(channel: str, to: str, **more: Any) -> Envelope:
    given = {"attempt": 1, "topic": Topic.STATUS, "member_id": "m-1"} | more
    return Envelope(delivery_id=f"{uuid4().hex}.{channel}", to=to, **given)


def just_now() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=1)


class SmsConformance:
    """The tests that hold for all of them."""

    async def _send(self, place: SmsPlace, **more: Any) -> Result:
        return await place.provider.send(envelope("SMS", PHONE, **more), place.text)

    async def test_what_it_takes_arrives_once_as_it_was_written(self, place: SmsPlace) -> None:
        assert place.provider.takes(PHONE, place.text)
        assert isinstance(await self._send(place), Accepted | Delivered)
        assert await place.arrived() == [(PHONE, place.text)]

    async def test_a_message_has_one_id_that_says_nothing_of_the_member(
        self, place: SmsPlace
    ) -> None:
        began, sent = just_now(), await self._send(place)
        assert isinstance(sent, Accepted | Delivered)
        assert sent.provider_id
        assert PHONE.removeprefix("+86") not in sent.provider_id
        [(found, result)] = await place.provider.find(PHONE, place.text, began)
        assert found == sent.provider_id
        assert isinstance(result, Accepted | Delivered)
        known = await place.provider.status(sent.provider_id, PHONE, began)
        assert isinstance(known, Accepted | Delivered)

    async def test_two_messages_with_the_same_text_are_two(self, place: SmsPlace) -> None:
        began = just_now()
        for _ in range(2):
            await self._send(place)
        found = await place.provider.find(PHONE, place.text, began)
        assert len({id for id, _ in found}) == 2

    async def test_what_it_never_had_it_does_not_know(self, place: SmsPlace) -> None:
        began = just_now()
        await self._send(place)
        later = began + timedelta(hours=30)
        assert await place.provider.find(PHONE, place.text + "!", began) == []
        assert await place.provider.find("+8613900139000", place.text, began) == []
        assert await place.provider.find(PHONE, place.text, later) == []
        assert await place.provider.status("20260101-none", PHONE, began) is None

    @pytest.mark.parametrize("how", ["busy", "refuses the account", "refuses the number"])
    async def test_what_it_says_no_to_did_not_go_out(self, place: SmsPlace, how: str) -> None:
        began = just_now()
        await place.fails(how)
        result = await self._send(place)
        assert isinstance(result, RetryAt | Permanent)
        assert may_go_elsewhere(result) is (how != "refuses the number")
        assert needs_operator(result) is (how == "refuses the account")
        assert await place.arrived() == []
        assert await place.provider.find(PHONE, place.text, began) == []

    async def test_a_lost_answer_is_unknown_and_can_be_looked_up(self, place: SmsPlace) -> None:
        began = just_now()
        await place.fails("takes it and hangs up")
        assert isinstance(await self._send(place), Unknown)
        [(_, result)] = await place.provider.find(PHONE, place.text, began)
        assert isinstance(result, Accepted | Delivered)
        assert len(await place.arrived()) == 1

    async def test_silence_is_no_answer(self, place: SmsPlace) -> None:
        began, sent = just_now(), await self._send(place)
        await place.fails("silent")
        with pytest.raises(ProviderSilent):
            await place.provider.find(PHONE, place.text, began)
        with pytest.raises(ProviderSilent):
            await place.provider.status(getattr(sent, "provider_id", ""), PHONE, began)
        await place.works()
        assert await place.provider.find(PHONE, place.text, began)

    async def test_it_says_who_was_written_to_or_nothing(self, place: SmsPlace) -> None:
        began = just_now()
        await self._send(place)
        assert await place.provider.written_to(began) <= {PHONE}

    def test_whether_it_takes_a_text_costs_nothing(self, place: SmsPlace) -> None:
        began = time.process_time()
        for number in range(1_000):
            place.provider.takes(PHONE, f"{place.text}{number}")
        assert time.process_time() - began < 1.0

    async def test_it_can_be_closed_though_it_was_never_used(self, place: SmsPlace) -> None:
        await place.provider.close()


class MailConformance:
    async def _send(self, place: MailPlace, **more: Any) -> Result:
        return await place.provider.send(envelope("EMAIL", MAILBOX), MAIL, **more)

    async def test_what_it_takes_arrives_once(self, place: MailPlace) -> None:
        assert isinstance(await self._send(place), Accepted)
        assert await place.arrived() == [(MAILBOX, MAIL.subject)]

    async def test_it_asks_before_it_hands_anything_over(self, place: MailPlace) -> None:
        async def not_any_more() -> bool:
            return False

        result = await self._send(place, handing=not_any_more)
        assert isinstance(result, RetryAt)
        assert await place.arrived() == []

    @pytest.mark.parametrize("how", ["busy", "refuses the account", "refuses the mailbox"])
    async def test_what_it_says_no_to_did_not_go_out(self, place: MailPlace, how: str) -> None:
        await place.fails(how)
        result = await self._send(place)
        assert isinstance(result, RetryAt | Permanent)
        assert may_go_elsewhere(result) is (how != "refuses the mailbox")
        assert needs_operator(result) is (how == "refuses the account")
        assert await place.arrived() == []

    async def test_a_lost_answer_is_unknown(self, place: MailPlace) -> None:
        await place.fails("takes it and hangs up")
        assert isinstance(await self._send(place), Unknown)
        assert len(await place.arrived()) == 1

    async def test_it_can_be_closed_though_it_was_never_used(self, place: MailPlace) -> None:
        await place.provider.close()
