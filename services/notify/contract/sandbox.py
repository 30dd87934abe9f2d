"""In a sandbox: what would have been sent, read in its place."""

from datetime import datetime

import msgspec

from services.notify.contract.words import Channel


class GetSandboxMessages(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> SandboxMessages. `to`: a number or an address; "" for all. Only a sandbox knows it."""

    to: str = ""
    first: int = 20


class SandboxMessage(msgspec.Struct, frozen=True, kw_only=True):
    """`sent_at`: in real time, which the clock of the sandbox does not move."""

    id: str
    channel: Channel
    to: str
    subject: str
    text: str
    sent_at: datetime


class SandboxMessages(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The newest first."""

    messages: tuple[SandboxMessage, ...]
