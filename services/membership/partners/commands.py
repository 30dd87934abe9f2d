"""What is done with partners and their keys."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NamedTuple

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict
from infra.kernel.idempotency import done_before, fingerprint, under
from infra.kernel.sentences import both
from infra.storage.once import once
from services.membership.contract import partner_commands as c
from services.membership.contract.partner_keys import digest_of, key_of
from services.membership.contract.partner_views import PartnerOutcome, PartnerView
from services.membership.partners.domain import partner as domain
from services.membership.partners.partner_store import LoadedPartner, PartnerStep, PartnerStore
from services.membership.ports import Done
from services.shared.callers import Caller, keys_of


class _Decision(NamedTuple):
    """`key`: in clear, for the one answer that shows it."""

    step: PartnerStep
    key_id: str = ""
    key: str | None = None


class _Given(NamedTuple):
    """What a decision takes beside the partner and the command."""

    now: datetime
    sandbox: bool


class PartnerCommands:
    """`view`: a partner as it is now. `sandbox`: whether keys are of one."""

    def __init__(
        self,
        store: PartnerStore,
        view: Callable[[str], Awaitable[PartnerView]],
        clock: Clock,
        *,
        sandbox: bool,
    ) -> None:
        self._store = store
        self._view = view
        self._clock = clock
        self._sandbox = sandbox

    async def execute(self, command: c.AnyPartnerCommand, by: Caller) -> PartnerOutcome:
        """The same under the same key is done once, and shows its new key once: whoever lost the
        answer turns the key."""
        keys, shown = keys_of(by), list[str]()

        async def attempt() -> Done:
            shown.clear()
            loaded, now = await self._store.load(command.partner_id), self._clock.now()
            given = _Given(now, self._sandbox)
            decision = _DECIDERS[type(command)](loaded, command, given)
            done = Done(
                fingerprint=fingerprint(command),
                member_id="",
                version=loaded.head.version + len(decision.step.events),
                key_id=decision.key_id,
            )
            await self._store.save(decision.step, now, by, under(keys, done))
            shown.extend([decision.key] if decision.key else [])
            return done

        done, repeated = await once(lambda: done_before(command, keys, self._store.done), attempt)
        return PartnerOutcome(
            partner=await self._view(command.partner_id),
            repeated=repeated,
            key=shown[0] if shown and not repeated else None,
            key_id=done.key_id,
        )


def _create(loaded: LoadedPartner, command: c.CreatePartner, given: _Given) -> _Decision:
    if not loaded.is_new:
        raise Conflict(
            both("合作方 {id} 已存在。", "There is a partner {id} already.", id=command.partner_id),
            field="partnerId",
        )
    email = domain.checked_email(command.contact_email)
    return _Decision(PartnerStep(loaded, [domain.created(command.partner_id, command.name)], email))


def _rename(loaded: LoadedPartner, command: c.RenamePartner, given: _Given) -> _Decision:
    partner, email = loaded.existing(), command.contact_email
    events = [] if command.name is None else domain.renamed(partner, command.name)
    return _Decision(
        PartnerStep(loaded, events, None if email is None else domain.checked_email(email))
    )


def _cut_off(loaded: LoadedPartner, command: c.CutOffPartner, given: _Given) -> _Decision:
    return _Decision(PartnerStep(loaded, domain.cut_off(loaded.existing(), command.reason)))


def _readmit(loaded: LoadedPartner, command: c.ReadmitPartner, given: _Given) -> _Decision:
    return _Decision(PartnerStep(loaded, domain.readmitted(loaded.existing(), command.reason)))


def _issue(loaded: LoadedPartner, command: c.IssueKey, given: _Given) -> _Decision:
    new, key = _new_key(given.sandbox)
    event = domain.key_issued(loaded.existing(), new, command.scopes, command.label, given.now)
    return _Decision(PartnerStep(loaded, [event]), new.id, key)


def _turn(loaded: LoadedPartner, command: c.TurnKey, given: _Given) -> _Decision:
    new, key = _new_key(given.sandbox)
    event = domain.key_turned(loaded.existing(), command.key_id, new, given.now)
    return _Decision(PartnerStep(loaded, [event]), new.id, key)


def _revoke(loaded: LoadedPartner, command: c.RevokeKey, given: _Given) -> _Decision:
    events = domain.key_revoked(loaded.existing(), command.key_id)
    return _Decision(PartnerStep(loaded, events), command.key_id)


def _new_key(sandbox: bool) -> tuple[domain.NewKey, str]:
    key_id = secrets.token_hex(6)
    key = key_of(key_id, secrets.token_bytes(32), sandbox=sandbox)
    return domain.NewKey(key_id, digest_of(key)), key


_DECIDERS: dict[type[c.PartnerCommand], Callable[[LoadedPartner, Any, _Given], _Decision]] = {
    c.CreatePartner: _create,
    c.RenamePartner: _rename,
    c.CutOffPartner: _cut_off,
    c.ReadmitPartner: _readmit,
    c.IssueKey: _issue,
    c.TurnKey: _turn,
    c.RevokeKey: _revoke,
}
