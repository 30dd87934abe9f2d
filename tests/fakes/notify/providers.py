"""Providers in memory: a phone network and a mail server with the sinks' faults, and no wire. What
their answers mean is read by the tables of the real ones."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from infra.dev.sinks.faults import EmailFault, Faults, SmsFault, striking
from infra.gate.bucket import Priority
from infra.gate.decide import Pass
from infra.kernel.clock import SystemClock
from services.notify.core.deliveries.results import Accepted, Result, RetryAt, Unknown
from services.notify.core.gates.provider_faults import FaultCounts, counted_faults
from services.notify.core.ports.providers import Envelope, Handing, ProviderSilent, at_once
from services.notify.core.ports.renderer import Mail
from services.notify.providers.smtp.domain import status_map as smtp
from services.notify.providers.twilio.domain import status_map as twilio

_NO_ANSWER = Unknown(reason="the provider gave no answer")
_CLOCKS_DIFFER_BY = timedelta(minutes=5)


class Message(msgspec.Struct, kw_only=True):
    """`status`, `code`: what the provider says when it is asked about an SMS."""

    id: str
    channel: str
    to: str
    body: str
    time: datetime
    subject: str = ""
    html: str = ""
    status: str = "delivered"
    code: int | None = None


class MemorySinks:
    """What went out, and what goes wrong: as tests see the running sinks. Nobody calls back."""

    def __init__(self) -> None:
        self.kept: list[Message] = []
        self.struck = Faults()
        self.flight_seconds = 0.0

    async def messages(self, to: str = "") -> list[dict[str, Any]]:
        """Newest first."""
        return [msgspec.to_builtins(m, builtin_types=(datetime,)) for m in self._newest(to)]

    async def counts(self) -> dict[str, Any]:
        """`total`, `sms`, `email` and `duplicates` (same recipient, same text)."""
        of = Counter(message.channel for message in self.kept)
        same = Counter((message.to, message.body) for message in self.kept)
        twice = [to for (to, _), number in same.items() if number > 1]
        return {
            "total": len(self.kept),
            "sms": of["sms"],
            "email": of["email"],
            "duplicates": twice,
        }

    async def faults(self, **faults: Any) -> None:
        """Replaces all faults."""
        self.struck = msgspec.convert(faults, Faults)

    def clear(self) -> None:
        """No messages, no faults."""
        self.kept.clear()
        self.struck, self.flight_seconds = Faults(), 0.0

    def received(self, to: str, text: str) -> None:
        """An SMS, from whomever."""
        now = SystemClock().now()
        self.keep(Message(id=f"SM{uuid4().hex}", channel="sms", to=to, body=text, time=now))

    def keep(self, message: Message) -> Message:
        self.kept.append(message)
        return message

    def _newest(self, to: str) -> list[Message]:
        return [message for message in reversed(self.kept) if to in ("", message.to)]


class MemorySms:
    def __init__(self, sinks: MemorySinks) -> None:
        self._sinks = sinks
        self._real = SystemClock()

    def takes(self, to: str, text: str) -> bool:
        return True

    async def send(self, envelope: Envelope, text: str) -> Result:
        await asyncio.sleep(self._sinks.flight_seconds)
        fault = striking(self._sinks.struck.sms, envelope.to)
        if fault is not None and fault.status != "drop_after_accept":
            return _refused(fault)
        sent = self._sinks.keep(self._accepted(envelope.to, text))
        return Accepted(provider_id=sent.id) if fault is None else _NO_ANSWER

    async def status(self, message_id: str, to: str, since: datetime) -> Result | None:
        self._asked()
        found = [m for m in self._sinks.kept if m.id == message_id]
        return _meaning(found[0]) if found else None

    async def find(self, to: str, text: str, since: datetime) -> list[tuple[str, Result]]:
        self._asked()
        return [
            (message.id, _meaning(message))
            for message in reversed(self._sinks.kept)
            if (message.channel, message.to, message.body) == ("sms", to, text)
            and message.time >= since - _CLOCKS_DIFFER_BY
        ]

    async def written_to(self, since: datetime) -> set[str]:
        return {m.to for m in self._sinks.kept if m.channel == "sms" and m.time >= since}

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    def _accepted(self, to: str, text: str) -> Message:
        message = Message(id=f"SM{uuid4().hex}", channel="sms", to=to, body=text, time=self._now())
        if (outcome := striking(self._sinks.struck.outcome, to)) is not None:
            message.status, message.code = outcome.status, outcome.code
        return message

    def _asked(self) -> None:
        if striking(self._sinks.struck.asked, ""):
            raise ProviderSilent

    def _now(self) -> datetime:
        return self._real.now()


def _refused(fault: SmsFault) -> Result:
    if isinstance(fault.status, str):
        return _NO_ANSWER
    wait = timedelta(seconds=fault.retry_after if fault.status in (429, 503) else 0)
    return twilio.from_http(fault.status, str(fault.said_code), wait)


def _meaning(message: Message) -> Result:
    code = "" if message.code is None else str(message.code)
    return twilio.from_status(message.status, code, message.id)


class MemoryMail:
    def __init__(self, sinks: MemorySinks) -> None:
        self._sinks = sinks
        self._real = SystemClock()

    async def send(self, envelope: Envelope, mail: Mail, handing: Handing = at_once) -> Result:
        fault = striking(self._sinks.struck.email, envelope.to)
        if fault is not None and fault.code != "drop_after_body":
            return _put_off(fault)
        if not await handing():
            return RetryAt(reason="another worker has taken it over")
        id, now = uuid4().hex, self._real.now()
        self._sinks.keep(
            Message(
                id=id, channel="email", to=envelope.to, body=mail.text, time=now,
                subject=mail.subject, html=mail.html,
            )
        )  # fmt: skip
        return Accepted(provider_id=id) if fault is None else _NO_ANSWER

    async def close(self) -> None: ...


def _put_off(fault: EmailFault) -> Result:
    if isinstance(fault.code, str):
        return RetryAt(reason="the mail server cannot be reached")
    return smtp.from_reply(fault.code, fault.said, at=smtp.Step.MEMBER)


class OpenGates:
    """Let everything through; what they hear of results is what the real ones would."""

    async def enter(self, provider: str, want: int, priority: Priority) -> Pass:
        return Pass(granted=want)

    async def report(self, provider: str, results: Sequence[Result]) -> FaultCounts:
        return counted_faults(results)

    async def close(self) -> None: ...
