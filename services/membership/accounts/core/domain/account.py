"""An account as its history tells it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract.accounts import events as e
from services.membership.contract.accounts import factor_events as f
from services.membership.contract.accounts import regaining_events as r
from services.membership.contract.accounts.event_types import body_of
from services.membership.contract.accounts.factor_words import SECOND_FACTORS
from services.membership.contract.accounts.staff_events import StaffRightsSet
from services.membership.contract.accounts.words import AccountKind, HandleKind, Proof
from services.shared.callers import StaffKind

_PREFIX = "account/"


class ComingBack(msgspec.Struct, frozen=True, kw_only=True):
    """The request that staff accepted. `begun`: it is carried out, and nothing stops it."""

    request_id: str
    until: datetime
    begun: bool = False


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """`signed_in`: it was, at least once. `held_elsewhere`: the shop named an address of this kind
    that finds another account. `kept_factors`: by their ids.
    `factor_changes`: how often one came or went. `staff_kind`, `name`: of staff, and of nobody
    else. `asked_back`: requests of who says to have lost every contact; `coming_back`: the accepted
    one. `restoring`: where the member is reached is about to be as before somebody else changed
    it."""

    id: str
    kind: AccountKind
    opened_at: datetime
    handles: tuple[e.OpenedHandle, ...] = ()
    password_set_at: datetime | None = None
    must_set_password: bool = False
    signed_in: bool = False
    held_elsewhere: tuple[HandleKind, ...] = ()
    kept_factors: dict[str, Proof] = {}
    factor_changes: int = 0
    staff_kind: StaffKind | None = None
    name: str = ""
    asked_back: tuple[str, ...] = ()
    coming_back: ComingBack | None = None
    restoring: tuple[HandleKind, ...] = ()

    @property
    def factors(self) -> tuple[Proof, ...]:
        """What a second step may be shown by, the strongest first. Recovery codes stand in for
        another factor; they are none by themselves, for they would be used up."""
        kinds = set(self.kept_factors.values())
        only_codes = kinds <= {Proof.RECOVERY_CODE}
        return () if only_codes else tuple(one for one in SECOND_FACTORS if one in kinds)

    def handle(self, kind: HandleKind) -> e.OpenedHandle | None:
        return next((one for one in self.handles if one.kind is kind), None)


def aggregate_of(account_id: str) -> str:
    """Never the id alone: that is the membership's, which is another history."""
    return _PREFIX + account_id


def folded(history: Iterable[EventEnvelope], before: Account | None = None) -> Account | None:
    """None while nothing has happened yet."""
    account = before
    for envelope in history:
        account = _after(account, body_of(envelope), envelope)
    return account


def _after(before: Account | None, event: e.AccountEvent, envelope: EventEnvelope) -> Account:
    if isinstance(event, e.AccountOpened):
        return Account(
            id=event.member_id,
            kind=event.kind,
            opened_at=envelope.happened_at,
            handles=event.handles,
        )
    if before is None:
        raise ValueError(f"{envelope.aggregate} begins with {envelope.type}")
    change = _CHANGES.get(type(event))
    return before if change is None else change(before, event, envelope.happened_at)


def _handle_added(before: Account, event: e.HandleAdded, at: datetime) -> Account:
    others = [one for one in before.handles if one.kind is not event.kind]
    added = e.OpenedHandle(id=event.handle_id, kind=event.kind)
    elsewhere = tuple(kind for kind in before.held_elsewhere if kind is not event.kind)
    after = msgspec.structs.replace(before, handles=(*others, added), held_elsewhere=elsewhere)
    return _without_restoring(after, event.kind)


def _handle_removed(before: Account, event: e.HandleRemoved, at: datetime) -> Account:
    left = tuple(one for one in before.handles if one.id != event.handle_id)
    return msgspec.structs.replace(before, handles=left)


def _held_by_another(before: Account, event: e.HandleHeldByAnother, at: datetime) -> Account:
    kinds = dict.fromkeys((*before.held_elsewhere, event.kind))
    return msgspec.structs.replace(before, held_elsewhere=tuple(kinds))


def _password_set(before: Account, event: e.PasswordSet, at: datetime) -> Account:
    return msgspec.structs.replace(before, password_set_at=at, must_set_password=False)


def _secured(before: Account, event: e.AccountSecured, at: datetime) -> Account:
    kinds = tuple(dict.fromkeys((*before.restoring, *event.contacts)))
    after = msgspec.structs.replace(before, restoring=kinds)
    if not event.password:
        return after
    return msgspec.structs.replace(after, password_set_at=None, must_set_password=True)


def _reset_by_staff(before: Account, event: e.PasswordResetByStaff, at: datetime) -> Account:
    return msgspec.structs.replace(before, password_set_at=None, must_set_password=True)


def _contact_restored(before: Account, event: e.ContactRestored, at: datetime) -> Account:
    return _without_restoring(before, event.kind)


def _without_restoring(before: Account, kind: HandleKind) -> Account:
    left = tuple(one for one in before.restoring if one is not kind)
    return msgspec.structs.replace(before, restoring=left)


def _signed_in(before: Account, event: e.SignedIn, at: datetime) -> Account:
    return msgspec.structs.replace(before, signed_in=True)


def _factor_added(before: Account, event: f.FactorAdded | f.FactorPutBack, at: datetime) -> Account:
    return _with(before, before.kept_factors | {event.factor_id: event.kind})


def _factor_removed(before: Account, event: f.FactorRemoved, at: datetime) -> Account:
    return _with(before, _without(before, event.factor_id))


def _codes_made(before: Account, event: f.RecoveryCodesMade, at: datetime) -> Account:
    return _with(before, before.kept_factors | {event.factor_id: Proof.RECOVERY_CODE})


def _code_used(before: Account, event: f.RecoveryCodeUsed, at: datetime) -> Account:
    return before if event.left else _with(before, _without(before, event.factor_id))


def _with(before: Account, factors: dict[str, Proof]) -> Account:
    changes = before.factor_changes + 1
    return msgspec.structs.replace(before, kept_factors=factors, factor_changes=changes)


def _without(before: Account, factor_id: str) -> dict[str, Proof]:
    return {id: kind for id, kind in before.kept_factors.items() if id != factor_id}


def _rights_set(before: Account, event: StaffRightsSet, at: datetime) -> Account:
    return msgspec.structs.replace(before, staff_kind=event.kind, name=event.name)


def _back_asked(before: Account, event: r.AccountBackAsked, at: datetime) -> Account:
    return msgspec.structs.replace(before, asked_back=(*before.asked_back, event.request_id))


def _back_accepted(before: Account, event: r.AccountBackAccepted, at: datetime) -> Account:
    coming = ComingBack(request_id=event.request_id, until=event.until)
    return msgspec.structs.replace(before, coming_back=coming)


def _back_ended(before: Account, event: r.AccountBackEnded, at: datetime) -> Account:
    left = tuple(one for one in before.asked_back if one not in event.request_ids)
    coming = before.coming_back
    stays = coming is not None and coming.request_id in left
    return msgspec.structs.replace(before, asked_back=left, coming_back=coming if stays else None)


def _back_begun(before: Account, event: r.AccountBackBegun, at: datetime) -> Account:
    coming = before.coming_back and msgspec.structs.replace(before.coming_back, begun=True)
    emptied = _with(msgspec.structs.replace(before, coming_back=coming), {})
    if not event.password:
        return emptied
    return msgspec.structs.replace(emptied, password_set_at=None, must_set_password=True)


def _back_given(before: Account, event: r.AccountBackGiven, at: datetime) -> Account:
    return msgspec.structs.replace(before, asked_back=(), coming_back=None)


_CHANGES: dict[type[e.AccountEvent], Callable[[Account, Any, datetime], Account]] = {
    e.HandleAdded: _handle_added,
    e.HandleRemoved: _handle_removed,
    e.HandleHeldByAnother: _held_by_another,
    e.PasswordSet: _password_set,
    e.SignedIn: _signed_in,
    e.AccountSecured: _secured,
    e.PasswordResetByStaff: _reset_by_staff,
    e.ContactRestored: _contact_restored,
    f.FactorAdded: _factor_added,
    f.FactorPutBack: _factor_added,
    f.FactorRemoved: _factor_removed,
    f.RecoveryCodesMade: _codes_made,
    f.RecoveryCodeUsed: _code_used,
    StaffRightsSet: _rights_set,
    r.AccountBackAsked: _back_asked,
    r.AccountBackAccepted: _back_accepted,
    r.AccountBackEnded: _back_ended,
    r.AccountBackBegun: _back_begun,
    r.AccountBackGiven: _back_given,
}
"""What is not listed changes nothing of the state: sessions and devices are rows of their own."""
