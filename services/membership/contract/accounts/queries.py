"""What can be asked about accounts."""

import msgspec

from services.membership.contract.accounts.step_up import Sensitive


class AccountQuery(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base. It is a key: equal questions are asked once."""


class GetAccount(AccountQuery, frozen=True, kw_only=True):
    account_id: str


class GetSessions(AccountQuery, frozen=True, kw_only=True):
    """Those that are alive, the newest first."""

    account_id: str


class GetLogins(AccountQuery, frozen=True, kw_only=True):
    """The last ones, the newest first. `before`: those of an earlier page end here."""

    account_id: str
    first: int = 20
    before: str = ""


class GetDevices(AccountQuery, frozen=True, kw_only=True):
    """On which the account was signed in to, and which are known; the last seen first."""

    account_id: str


class ProveSession(AccountQuery, frozen=True, kw_only=True):
    """Whether a session is alive; asked again and again."""

    session_id: str


class GetFactors(AccountQuery, frozen=True, kw_only=True):
    account_id: str


class GetFreshness(AccountQuery, frozen=True, kw_only=True):
    """Whether a session of the account showed a second factor that does for `what`."""

    account_id: str
    session_id: str
    what: Sensitive


class GetStaff(AccountQuery, frozen=True, kw_only=True):
    """The directory, by name. `left`: with who left."""

    left: bool = False


class GetAccountRequests(AccountQuery, frozen=True, kw_only=True):
    """Of who wants an account back, the oldest first. `waiting`: those that staff have to decide;
    else those, too, that wait for their time."""

    waiting: bool = True


AnyAccountQuery = (
    GetAccount
    | GetSessions
    | GetLogins
    | GetDevices
    | ProveSession
    | GetFactors
    | GetFreshness
    | GetStaff
    | GetAccountRequests
)
