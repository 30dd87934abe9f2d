"""What was sent: in memory for the page, and in a file so that a killed sink forgets nothing."""

import contextlib
import hashlib
from collections import Counter, deque
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Literal

import msgspec

BOUND = 200_000

Channel = Literal["sms", "email"]


class CaughtMessage(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One SMS or e-mail as it arrived. Only `status` and `error_code` change afterwards.

    `via`: the provider that took it. `sent_at`: by the real clock, where that was told.
    `envelope_id`, `notify`: what the envelope asked to be reported, and as what. `unsubscribe`:
    the one-click link. `signed_by`: the domain of the DKIM signature, which is not checked.
    """

    id: str
    channel: Channel
    to: str
    sender: str
    body: str
    time: datetime
    subject: str = ""
    html: str = ""
    via: str = ""
    sent_at: datetime | None = None
    message_id: str = ""
    envelope_id: str = ""
    notify: str = ""
    unsubscribe: str = ""
    signed_by: str = ""
    status: str = "queued"
    error_code: int | None = None

    @property
    def digest(self) -> str:
        """The same for the same text to anybody; not for the same text on another channel."""
        text = f"{self.channel}\0{self.subject}\0{self.body}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Duplicate(msgspec.Struct, frozen=True, kw_only=True):
    channel: str
    to: str
    digest: str
    count: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    total: int
    sms: int
    email: int
    duplicates: list[Duplicate]


class MessageStore:
    """Newest first for readers; the oldest go when there are more than `bound`."""

    def __init__(self, directory: Path, *, bound: int = BOUND) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / "messages.jsonl"
        self._bound = bound
        self._forget()
        for message in self._read():
            self._keep(message)
        self._file = self._path.open("ab")

    def add(self, message: CaughtMessage) -> None:
        """Keeps the message; when this returns it survives a kill of this process."""
        self._file.write(msgspec.json.encode(message) + b"\n")
        self._file.flush()
        self._keep(message)

    def get(self, message_id: str) -> CaughtMessage | None:
        return self._by_id.get(message_id)

    def newest(self, *, to: str = "", limit: int = 1000, before: str = "") -> list[CaughtMessage]:
        """`before`: the id of a message that those found are older than; of one that is not there,
        nothing is."""
        chosen = self._by_recipient.get(to, deque()) if to else self._order
        found = reversed(chosen)
        if before:
            next((one for one in found if one.id == before), None)  # goes on behind it
        return list(islice(found, limit))

    def counts(self) -> Counts:
        doubled = [
            Duplicate(channel=key[0], to=key[1], digest=key[2], count=self._times[key])
            for key in self._doubled
        ]
        sums = self._sums
        return Counts(total=sums.total(), sms=sums["sms"], email=sums["email"], duplicates=doubled)

    def clear(self) -> None:
        self._forget()
        self._file.truncate(0)

    def close(self) -> None:
        self._file.close()

    def _forget(self) -> None:
        self._order: deque[CaughtMessage] = deque()
        self._by_id: dict[str, CaughtMessage] = {}
        self._by_recipient: dict[str, deque[CaughtMessage]] = {}
        self._sums = Counter[str]()
        self._times = Counter[tuple[str, str, str]]()
        self._doubled: set[tuple[str, str, str]] = set()

    def _keep(self, message: CaughtMessage) -> None:
        self._order.append(message)
        self._by_id[message.id] = message
        self._by_recipient.setdefault(message.to, deque()).append(message)
        self._count(message)
        if len(self._order) > self._bound:
            oldest = self._order.popleft()
            self._by_id.pop(oldest.id, None)
            self._by_recipient[oldest.to].popleft()

    def _count(self, message: CaughtMessage) -> None:
        key = (message.channel, message.to, message.digest)
        self._sums[message.channel] += 1
        self._times[key] += 1
        if self._times[key] > 1:
            self._doubled.add(key)

    def _read(self) -> Iterator[CaughtMessage]:
        if not self._path.exists():
            return
        decoder = msgspec.json.Decoder(CaughtMessage)
        with self._path.open("rb") as lines:
            for line in lines:
                with contextlib.suppress(msgspec.DecodeError):  # the kill cut the last line short
                    yield decoder.decode(line)
