"""What somebody on duty looks at first: how far behind we are, and what needs a person."""

import asyncio
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import TypeVar

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.scalars import mapped
from gateway.schema.notify.words import Trouble
from gateway.schema.permissions import ANY_STAFF, query
from infra.kernel.errors import AppError
from infra.kernel.pulse import Backlog
from services.notify.contract import operations as views
from services.notify.contract.operations import GetOperations

T = TypeVar("T")


@strawberry.type(description="How far one service is behind with the events of another.")
class FollowedService:
    service: str
    behind: int | None


@strawberry.type(description="One of our services.")
class ServiceStanding:
    name: str
    answers: bool
    events: float | None
    unnumbered_seconds: int | None
    overdue_seconds: int | None
    follows: list[FollowedService]

    @classmethod
    def of(cls, name: str, backlogs: "Mapping[str, Backlog | None]") -> "ServiceStanding":
        backlog = backlogs[name]
        return cls(
            name=name,
            answers=backlog is not None,
            events=float(sum(backlog.head.numbers)) if backlog else None,
            unnumbered_seconds=int(backlog.unnumbered_seconds) if backlog else None,
            overdue_seconds=int(backlog.overdue_seconds) if backlog else None,
            follows=_follows(backlog, backlogs) if backlog else [],
        )


def _follows(own: Backlog, backlogs: "Mapping[str, Backlog | None]") -> list[FollowedService]:
    heads = {name: one.head for name, one in backlogs.items() if one is not None}
    return [
        FollowedService(service=name, behind=at.behind(heads[name]) if name in heads else None)
        for name, at in sorted(own.followed.items())
        if name in backlogs
    ]


@strawberry.type(description="A provider of SMS or e-mail, as all workers see it.")
class ProviderStanding:
    name: str
    open: bool
    open_seconds: int
    reason: str
    refused_at: datetime | None

    @classmethod
    def of(cls, view: views.ProviderStanding) -> "ProviderStanding":
        return mapped(cls, view, open_seconds=int(view.open_seconds))


@strawberry.type(description="Something that needs a person, until it is over.")
class OpenTrouble:
    kind: Trouble
    subject: str
    detail: str
    since: datetime


@strawberry.type(description="How messages to members stand.")
class NotificationStanding:
    at: datetime
    oldest_due: datetime | None
    late_after_seconds: int
    dead_letters: int
    open_tasks: int
    webhooks_waiting: int
    broker_reached: bool
    providers: list[ProviderStanding]
    troubles: list[OpenTrouble]

    @classmethod
    def of(cls, view: views.OperationsView) -> "NotificationStanding":
        return mapped(
            cls,
            view,
            providers=[ProviderStanding.of(one) for one in view.providers],
            troubles=[mapped(OpenTrouble, one) for one in view.troubles],
        )


@strawberry.type(description="How the deployment stands, as its services say now.")
class Operations:
    services: list[ServiceStanding]
    notification: NotificationStanding | None


@strawberry.type
class OperationsQueries:
    @query(
        *ANY_STAFF,
        description="How far behind we are, which provider works, what needs a person. What does "
        "not answer says so in its place.",
    )
    async def operations(self, info: Info) -> Operations | None:
        apis = info.context.apis
        asked = {
            "membership": _found(apis.membership.backlog()),
            "accounts": _found(apis.accounts.backlog()),
            "appeals": _found(apis.appeals.backlog()),
            "notify": _found(apis.notify.backlog()),
        }
        told = info.context.readers.notify.ask(GetOperations(), views.OperationsView)
        view, found = await asyncio.gather(_found(told), asyncio.gather(*asked.values()))
        backlogs = dict(zip(asked, found, strict=True))
        return Operations(
            services=[ServiceStanding.of(name, backlogs) for name in asked],
            notification=NotificationStanding.of(view) if view else None,
        )


async def _found(asked: Awaitable[T]) -> T | None:
    """None: it does not answer."""
    try:
        return await asked
    except AppError:
        return None
