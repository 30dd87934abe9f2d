"""The core of accounts, which every room builds on."""

from dataclasses import dataclass

from infra.kernel.clock import Clock
from infra.process.foundation import Foundation
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.core.network_tries import NetworkTries
from services.membership.accounts.core.wait_store import WaitStore
from services.membership.accounts.settings import AccountSettings


@dataclass(frozen=True, kw_only=True)
class AccountCore:
    """`handles`: how accounts are found. `networks`: how often each of them tried."""

    base: Foundation
    settings: AccountSettings
    clock: Clock
    neighbours: Neighbours
    accounts: AccountStore
    waits: WaitStore
    handles: HandleHashes
    networks: NetworkTries


def lay_core(
    settings: AccountSettings, base: Foundation, clock: Clock, neighbours: Neighbours
) -> AccountCore:
    waits, handles = WaitStore(base.db, clock), HandleHashes(settings.handle_secrets)
    return AccountCore(
        base=base,
        settings=settings,
        clock=clock,
        neighbours=neighbours,
        accounts=AccountStore(base.uow, exchanging=len(settings.handle_secrets) > 1),
        waits=waits,
        handles=handles,
        networks=NetworkTries(waits, handles),
    )
