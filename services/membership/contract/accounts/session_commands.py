"""Sessions: renewed, and ended."""

from services.membership.contract.accounts.command import AccountCommand, OwnCommand


class RefreshSession(AccountCommand, frozen=True, kw_only=True):
    """Exchanges a refresh token, which is good once. `device_id`: of who holds it."""

    refresh_token: str
    device_id: str


class EndSession(OwnCommand, frozen=True, kw_only=True):
    """`ended_id`: which one; the own one: signing out. `password`: of who proves it with this very
    call."""

    ended_id: str
    password: str = ""


class EndSessionsOf(AccountCommand, frozen=True, kw_only=True):
    """By an administrator: all sessions of somebody's account, who is told, with the reason."""

    account_id: str
    reason: str


class EndOtherSessions(OwnCommand, frozen=True, kw_only=True):
    """All but the own one. `password`: of who proves it with this very call."""

    password: str = ""


class DisownSignIn(OwnCommand, frozen=True, kw_only=True):
    """The owner says that one of the sign-ins was somebody else's: what they did is put right.
    `disowned_id`: its session."""

    disowned_id: str


class RemoveDevice(OwnCommand, frozen=True, kw_only=True):
    """Ends all sessions on a device, and the account knows it no more: who comes back on it shows
    more than a password. `password`: of who proves it with this very call."""

    device_id: str
    password: str = ""


class NameDevice(OwnCommand, frozen=True, kw_only=True):
    """What its owner calls a device that the account knows; empty: nothing."""

    device_id: str
    name: str
