"""A partner as its history leaves it, and what may be done with it and its keys."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from infra.kernel.sentences import Either, both
from infra.kernel.values import LONGEST_NAME, BadValue, email, one_line
from services.membership.contract import partner_events as e
from services.membership.contract.partner_views import KeyView
from services.membership.domain.aggregate.state import EPOCH
from services.shared.callers import THE_SHOP, KeyScope

BOTH_GOOD: Final = timedelta(hours=24)
"""After turning a key, how long the old one still opens."""
MOST_KEYS: Final = 20
"""That are good at a time."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


class Key(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`until`: when it ends, having been turned."""

    digest: str
    label: str
    scopes: tuple[KeyScope, ...]
    issued_at: datetime
    until: datetime | None = None
    revoked_at: datetime | None = None

    def good(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.until is None or now < self.until)


class Partner(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`keys`: by their ids, the revoked ones too."""

    id: str
    name: str = ""
    created_at: datetime = EPOCH
    cut_off: bool = False
    cut_off_reason: str = ""
    keys: dict[str, Key] = {}


def evolve(partner: Partner, event: e.PartnerEvent, at: datetime) -> Partner:
    """The partner after the event; before the first one it has nothing but its id."""
    return _EFFECTS[type(event)](partner, event, at)


def created(partner_id: str, name: str) -> e.PartnerCreated:
    """
    Raises:
        InvalidInput: the id or the name is not one.
    """
    if partner_id != THE_SHOP and not _ID.fullmatch(partner_id):
        raise InvalidInput(
            both(
                "partnerId 为 2 至 40 个小写字母、数字或连字符。",
                "A partnerId has 2 to 40 small letters, digits or dashes.",
            ),
            field="partnerId",
        )
    return e.PartnerCreated(name=checked_name(name))


def renamed(partner: Partner, name: str) -> list[e.PartnerEvent]:
    clean = checked_name(name)
    return [] if clean == partner.name else [e.PartnerRenamed(name=clean)]


def cut_off(partner: Partner, reason: str) -> list[e.PartnerEvent]:
    return [] if partner.cut_off else [e.PartnerCutOff(reason=_reason(reason))]


def readmitted(partner: Partner, reason: str) -> list[e.PartnerEvent]:
    return [e.PartnerReadmitted(reason=_reason(reason))] if partner.cut_off else []


class NewKey(NamedTuple):
    """Of which only the digest is kept."""

    id: str
    digest: str


def key_issued(
    partner: Partner, new: NewKey, scopes: Iterable[KeyScope], label: str, now: datetime
) -> e.KeyIssued:
    """
    Raises:
        InvalidInput: no scope, or a label that is none.
        NotAllowed: the partner is cut off, or has as many keys as it may.
    """
    _require_open(partner)
    wanted = tuple(scope for scope in KeyScope if scope in set(scopes))
    if KeyScope.REPORTS in wanted and partner.id != THE_SHOP:
        raise InvalidInput(
            both(
                "REPORTS 权限只属于商店自己（{shop}）。",
                "The scope REPORTS is for the shop itself ({shop}).",
                shop=THE_SHOP,
            ),
            field="scopes",
        )
    if not wanted:
        raise InvalidInput(
            both("请至少给密钥一个权限。", "Give the key at least one scope."), field="scopes"
        )
    if sum(key.good(now) for key in partner.keys.values()) >= MOST_KEYS:
        raise NotAllowed(
            both(
                "一个合作方最多有 {most} 个有效密钥；请先吊销一个。",
                "A partner has at most {most} keys that are good; revoke one first.",
                most=MOST_KEYS,
            )
        )
    return e.KeyIssued(key_id=new.id, digest=new.digest, scopes=wanted, label=_line(label, "label"))


def key_turned(partner: Partner, old_id: str, new: NewKey, now: datetime) -> e.KeyTurned:
    """
    Raises:
        NotFound: no such key.
        NotAllowed: it was turned or revoked before, or the partner is cut off.
    """
    _require_open(partner)
    old = _key(partner, old_id)
    if old.until is not None or not old.good(now):
        raise NotAllowed(
            both(
                "此密钥已被更换或吊销；请更换取代它的密钥。",
                "This key was turned or revoked before; turn the one that took its place.",
            ),
            field="keyId",
        )
    return e.KeyTurned(
        key_id=new.id, digest=new.digest, old_key_id=old_id, old_until=now + BOTH_GOOD
    )


def key_revoked(partner: Partner, key_id: str) -> list[e.PartnerEvent]:
    """
    Raises:
        NotFound: no such key.
    """
    known = _key(partner, key_id)
    return [] if known.revoked_at else [e.KeyRevoked(key_id=key_id)]


def key_with(partner: Partner, digest: str, now: datetime) -> tuple[str, Key] | None:
    """The key of this digest with its id, if it opens anything now."""
    if partner.cut_off:
        return None
    found = (one for one in partner.keys.items() if one[1].digest == digest)
    return next((one for one in found if one[1].good(now)), None)


def key_view(key_id: str, key: Key, used_at: datetime | None) -> KeyView:
    return KeyView(
        key_id=key_id,
        label=key.label,
        scopes=key.scopes,
        issued_at=key.issued_at,
        until=key.until,
        revoked_at=key.revoked_at,
        used_at=used_at,
    )


def not_found(partner_id: str) -> NotFound:
    return NotFound(
        both("没有合作方 {id}。", "There is no partner {id}.", id=partner_id), field="partnerId"
    )


def checked_name(name: str) -> str:
    clean = _line(name, "name")
    if not clean:
        raise InvalidInput(both("请写明名称。", "Give a name."), field="name")
    return clean


def _reason(reason: str) -> str:
    clean = _line(reason, "reason")
    if not clean:
        raise InvalidInput(both("请写明原因。", "Give a reason."), field="reason")
    return clean


def checked_email(text: str) -> str:
    try:
        return email(text)
    except BadValue as bad:
        raise _bad(bad, "contactEmail") from None


def _line(text: str, field: str) -> str:
    try:
        return one_line(text, LONGEST_NAME)
    except BadValue as bad:
        raise _bad(bad, field) from None


def _bad(bad: BadValue, field: str) -> InvalidInput:
    said = both(
        "{field}{fault}。", "The {field} {fault}.", field=field, fault=Either(bad.zh, str(bad))
    )
    return InvalidInput(said, field=field)


def _created(partner: Partner, event: e.PartnerCreated, at: datetime) -> Partner:
    return _with(partner, name=event.name, created_at=at)


def _renamed(partner: Partner, event: e.PartnerRenamed, at: datetime) -> Partner:
    return _with(partner, name=event.name)


def _cut_off(partner: Partner, event: e.PartnerCutOff, at: datetime) -> Partner:
    return _with(partner, cut_off=True, cut_off_reason=event.reason)


def _readmitted(partner: Partner, event: e.PartnerReadmitted, at: datetime) -> Partner:
    return _with(partner, cut_off=False, cut_off_reason="")


def _issued(partner: Partner, event: e.KeyIssued, at: datetime) -> Partner:
    key = Key(digest=event.digest, label=event.label, scopes=event.scopes, issued_at=at)
    return _with_key(partner, event.key_id, key)


def _turned(partner: Partner, event: e.KeyTurned, at: datetime) -> Partner:
    old = partner.keys[event.old_key_id]
    new = Key(digest=event.digest, label=old.label, scopes=old.scopes, issued_at=at)
    ending = msgspec.structs.replace(old, until=event.old_until)
    return _with_key(_with_key(partner, event.old_key_id, ending), event.key_id, new)


def _revoked(partner: Partner, event: e.KeyRevoked, at: datetime) -> Partner:
    key = msgspec.structs.replace(partner.keys[event.key_id], revoked_at=at)
    return _with_key(partner, event.key_id, key)


_EFFECTS: dict[type[e.PartnerEvent], Callable[[Partner, Any, datetime], Partner]] = {
    e.PartnerCreated: _created,
    e.PartnerRenamed: _renamed,
    e.PartnerCutOff: _cut_off,
    e.PartnerReadmitted: _readmitted,
    e.KeyIssued: _issued,
    e.KeyTurned: _turned,
    e.KeyRevoked: _revoked,
}


def _with(partner: Partner, **changes: object) -> Partner:
    return msgspec.structs.replace(partner, **changes)


def _with_key(partner: Partner, key_id: str, key: Key) -> Partner:
    return _with(partner, keys={**partner.keys, key_id: key})


def _key(partner: Partner, key_id: str) -> Key:
    known = partner.keys.get(key_id)
    if known is None:
        raise NotFound(both("没有这个密钥。", "There is no such key."), field="keyId")
    return known


def _require_open(partner: Partner) -> None:
    if partner.cut_off:
        raise NotAllowed(
            both(
                "此合作方已被停用；请先恢复（readmitPartner）。",
                "This partner is cut off; readmit it first (readmitPartner).",
            ),
            field="partnerId",
        )
