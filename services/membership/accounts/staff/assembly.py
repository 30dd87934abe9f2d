"""The staff, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.process.component import Loop
from infra.storage.sweeper import Sweeper
from services.membership.accounts.core.assembly import AccountCore
from services.membership.accounts.core.collections import STAFF
from services.membership.accounts.factors.continuations import Continuations
from services.membership.accounts.sessions.assembly import Sessions
from services.membership.accounts.signing_in.password_hashes import PasswordHashes
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.accounts.staff.changing import Changing
from services.membership.accounts.staff.inviting import Inviting
from services.membership.accounts.staff.joining import JoiningStaff
from services.membership.accounts.staff.reading import StaffReading
from services.membership.accounts.staff.resetting import Resetting
from services.membership.accounts.staff.staff_store import StaffStore
from services.membership.accounts.staff.telling import StaffTelling
from services.membership.contract.accounts import staff_commands as c
from services.membership.contract.accounts.queries import GetStaff
from services.membership.contract.accounts.views import AccountOutcome
from services.shared.callers import Caller


@dataclass(frozen=True, kw_only=True)
class StaffRoom:
    """What the staff bring into accounts."""

    commands: Mapping[type, Callable[[Any, Caller], Awaitable[AccountOutcome]]]
    queries: Mapping[type, Callable[[Any], Awaitable[Any]]]
    loops: Sequence[Loop]
    prepare: Callable[[], Awaitable[None]]


def build_staff(
    core: AccountCore,
    sessions: Sessions,
    code_keys: Sequence[bytes],
) -> StaffRoom:
    """`code_keys`: what one-time codes follow from."""
    keys = core.settings.token_secrets
    store, seal = StaffStore(core.base.uow), AddressSeal(keys)
    inviting = Inviting(store, core.accounts, core.handles, seal, core.clock)
    changing = Changing(store, core.accounts, sessions.store, core.clock)
    joining = JoiningStaff(
        store=store,
        accounts=core.accounts,
        hashes=core.handles,
        passwords=PasswordHashes(),
        continuations=Continuations(keys),
        waits=core.waits,
        networks=core.networks,
        clock=core.clock,
        code_keys=code_keys,
        operator=core.settings.shown_name,
    )
    resetting = Resetting(
        store=store,
        accounts=core.accounts,
        sessions=sessions.store,
        hashes=core.handles,
        seal=seal,
        clock=core.clock,
    )
    telling = StaffTelling(store, seal, core.neighbours)
    committed = core.base.committed
    sweeper = Sweeper(core.base.db, STAFF, core.clock, telling.tick, wakeup=committed)
    return StaffRoom(
        commands={
            c.InviteStaff: inviting.invite,
            c.RenewInvitation: inviting.renew,
            c.BeginJoining: joining.begin,
            c.JoinStaff: joining.join,
            c.ChangeStaffKind: changing.change_kind,
            c.ResetStaffSignIn: resetting.reset,
            c.OffboardStaff: changing.offboard,
        },
        queries={GetStaff: StaffReading(store).all},
        loops=[Loop(name=sweeper.name, run=sweeper.run)],
        prepare=store.prepare,
    )
