"""What all commands about accounts have in common."""

import msgspec


class AccountCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of what is asked of accounts."""


class OwnCommand(AccountCommand, frozen=True, kw_only=True):
    """Base of what the owner does, signed in. `session_id`: the session that asks."""

    account_id: str
    session_id: str


class SigningDevice(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody signs in from. `id`: chosen by the client, and kept by it; empty: one is made.
    `public`: many use it; it is never trusted, and the session is short."""

    id: str = ""
    public: bool = False
