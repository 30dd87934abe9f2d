"""Exports, put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.process.component import Loop
from infra.process.foundation import Foundation
from infra.storage.sweeper import Sweeper
from services.appeals.contract.api import AppealsApi
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.api import MembershipApi
from services.membership.exports.asking import Step
from services.membership.exports.commands import ExportCommands
from services.membership.exports.export_store import EXPORTS, ExportStore
from services.membership.exports.from_accounts import FromAccounts
from services.membership.exports.from_appeals import FromAppeals
from services.membership.exports.from_membership import FromMembership
from services.membership.exports.from_notify import FromNotify
from services.membership.exports.preparing import Preparing
from services.notify.contract.api import NotifyApi


class Sources(Protocol):
    """The contracts that an export is gathered from."""

    @property
    def membership(self) -> MembershipApi: ...
    @property
    def appeals(self) -> AppealsApi: ...
    @property
    def accounts(self) -> AccountsApi: ...
    @property
    def notify(self) -> NotifyApi: ...


@dataclass(frozen=True, kw_only=True)
class Exports:
    """What exports bring into membership."""

    commands: ExportCommands
    loops: Sequence[Loop]


def build_exports(
    base: Foundation, clock: Clock, sources: Sources, due: Wakeup, *, currency: str, zone: str
) -> Exports:
    """`zone`: the operator's."""
    store, steps = ExportStore(base.uow), steps_of(sources)
    preparing = Preparing(store, steps, clock, currency=currency, zone=zone)
    sweeper = Sweeper(base.db, EXPORTS, clock, preparing.tick, wakeup=due)
    return Exports(
        commands=ExportCommands(store, clock, len(steps), due.kick),
        loops=[Loop(name=sweeper.name, run=sweeper.run)],
    )


def steps_of(sources: Sources) -> list[Step]:
    """Who the member is comes first: the pages tell times by the member's clock."""
    return [
        *FromNotify(lambda: sources.notify).steps,
        *FromMembership(lambda: sources.membership).steps,
        *FromAppeals(lambda: sources.appeals).steps,
        *FromAccounts(lambda: sources.accounts).steps,
    ]
