"""The own account: by what it is found, what protects it, and where it is signed in."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.accounts.factors import Factor, factors_of
from gateway.schema.accounts.words import HandleKind, Proof
from gateway.schema.basics.fields import computed
from gateway.schema.basics.scalars import LocalText
from gateway.schema.permissions import ANY_STAFF, query
from services.membership.contract.accounts.factor_words import SAFER_THAN_SMS, WORTH_OF_SMS
from services.membership.contract.accounts.queries import (
    GetAccount,
    GetDevices,
    GetLogins,
    GetSessions,
)
from services.membership.contract.accounts.views import (
    AccountView,
    DevicesView,
    DeviceView,
    LoginsView,
    LoginView,
    SessionsView,
    SessionView,
)

_LABEL = "What the device called itself."
_PLACE = (
    "What can be said without asking anybody: program, system and network, such as "
    "'Safari, iPhone · 203.0.0.0/16'. No map is asked, so it names no city."
)


@strawberry.type(description="What the account is found by.")
class AccountHandle:
    kind: HandleKind
    masked: str = strawberry.field(description="As much as shows which one it is.")
    since: datetime


@strawberry.type(description="A sign-in that is alive.")
class AccountSession:
    id: strawberry.ID
    current: bool = strawberry.field(description="The one that asks.")
    device_id: str
    label: str = strawberry.field(description=_LABEL)
    ip: str = strawberry.field(description="Where it was refreshed from last.")
    place: str = strawberry.field(description=_PLACE)
    public: bool
    began_at: datetime
    last_seen_at: datetime
    ends_at: datetime = strawberry.field(description="At the latest, unless it is refreshed.")
    proofs: list[Proof]
    second_factor_at: datetime | None

    @classmethod
    def of(cls, view: SessionView, current: str) -> "AccountSession":
        return cls(
            id=strawberry.ID(view.session_id),
            current=view.session_id == current,
            device_id=view.device_id,
            label=view.label,
            ip=view.ip,
            place=view.place,
            public=view.public,
            began_at=view.began_at,
            last_seen_at=view.last_seen_at,
            ends_at=view.ends_at,
            proofs=list(view.proofs),
            second_factor_at=view.second_factor_at,
        )


@strawberry.type(description="A sign-in, alive or over.")
class AccountLogin:
    cursor: str
    session_id: strawberry.ID
    at: datetime
    device_id: str
    label: str = strawberry.field(description=_LABEL)
    ip: str
    proofs: list[Proof]
    second_factor: bool
    unfamiliar: bool = strawberry.field(
        description="From a device or network that it was never signed in from."
    )
    place: str = strawberry.field(description=_PLACE)
    public: bool
    ended_at: datetime | None

    @classmethod
    def of(cls, view: LoginView) -> "AccountLogin":
        return cls(
            cursor=view.cursor,
            session_id=strawberry.ID(view.session_id),
            at=view.at,
            device_id=view.device_id,
            label=view.label,
            ip=view.ip,
            place=view.place,
            proofs=list(view.proofs),
            second_factor=view.second_factor,
            unfamiliar=view.unfamiliar,
            public=view.public,
            ended_at=view.ended_at,
        )


@strawberry.type(description="A device on which the account was signed in to, and is known.")
class AccountDevice:
    id: str
    current: bool = strawberry.field(description="The one that asks.")
    first_seen_at: datetime
    last_seen_at: datetime
    name: str = strawberry.field(description="As its owner calls it; empty: nothing.")
    label: str = strawberry.field(description=_LABEL)
    ip: str = strawberry.field(description="Of the last sign-in on it.")
    place: str = strawberry.field(description=_PLACE)
    open_sessions: int = strawberry.field(description="How many sign-ins on it are alive.")

    @classmethod
    def of(cls, view: DeviceView, current: str) -> "AccountDevice":
        return cls(
            id=view.device_id,
            current=view.device_id == current,
            first_seen_at=view.first_seen_at,
            last_seen_at=view.last_seen_at,
            name=view.name,
            label=view.label,
            ip=view.ip,
            place=view.place,
            open_sessions=view.open_sessions,
        )


@strawberry.type(description="Sign-ins, the newest first.")
class AccountLogins:
    nodes: list[AccountLogin]
    has_more: bool


First = Annotated[int, strawberry.argument(description="At most 100.")]
Before = Annotated[
    str, strawberry.argument(description="The cursor of the last one of the page before.")
]


@strawberry.type(description="The account of who asks.")
class Account:
    id: strawberry.ID
    opened_at: datetime
    handles: list[AccountHandle]
    password_set_at: datetime | None = strawberry.field(description="Null: it has none.")
    must_set_password: bool
    second_step: list[Proof] = strawberry.field(
        description="Own factors that a second step is taken with; without any, a code or the "
        "password may be asked for."
    )

    worth_of_sms: LocalText | None = strawberry.field(
        description="What codes by SMS are worth, and what is safer, to be shown beside the "
        "factors; null where there is an authenticator app or a passkey."
    )

    @computed("Passkeys, an authenticator app, recovery codes; the oldest first.")
    async def factors(self, info: Info) -> list[Factor]:
        return await factors_of(info, str(self.id))

    @computed("Where it is signed in, the newest first.")
    async def sessions(self, info: Info) -> list[AccountSession]:
        asked = GetSessions(account_id=str(self.id))
        found = await info.context.readers.accounts.ask(asked, SessionsView)
        return [AccountSession.of(one, info.context.viewer.session) for one in found.sessions]

    @computed("Devices that it knows, the last seen first; a public one is never among them.")
    async def devices(self, info: Info) -> list[AccountDevice]:
        asked = GetDevices(account_id=str(self.id))
        found = await info.context.readers.accounts.ask(asked, DevicesView)
        current = info.context.viewer.device_id or ""
        return [AccountDevice.of(one, current) for one in found.devices]

    @computed("When and from where it was signed in to.")
    async def logins(self, info: Info, first: First = 20, before: Before = "") -> AccountLogins:
        asked = GetLogins(account_id=str(self.id), first=first, before=before)
        found = await info.context.readers.accounts.ask(asked, LoginsView)
        nodes = [AccountLogin.of(one) for one in found.logins]
        return AccountLogins(nodes=nodes, has_more=found.has_more)

    @classmethod
    def of(cls, view: AccountView) -> "Account":
        return cls(
            id=strawberry.ID(view.account_id),
            opened_at=view.opened_at,
            handles=[
                AccountHandle(kind=one.kind, masked=one.masked, since=one.since)
                for one in view.handles
            ],
            password_set_at=view.password_set_at,
            must_set_password=view.must_set_password,
            second_step=list(view.factors),
            worth_of_sms=None
            if SAFER_THAN_SMS.intersection(view.factors)
            else LocalText.of(WORTH_OF_SMS),
        )


@strawberry.type
class AccountQueries:
    @query(
        Role.MEMBER,
        *ANY_STAFF,
        description="The account of who asks; null where people sign in elsewhere.",
    )
    async def account(self, info: Info) -> Account | None:
        asked = GetAccount(account_id=info.context.viewer.id)
        view = await info.context.readers.accounts.find(asked, AccountView)
        return Account.of(view) if view else None
