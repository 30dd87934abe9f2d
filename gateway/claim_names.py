"""Tokens of an identity provider that calls things by other names: which of its claims says what,
and what its roles may do here."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from services.shared.callers import StaffKind

_OURS: Final = frozenset(
    {"sub", "role", "name", "staff_kind", "scopes", "second_factor", "device_id", "auth_time"}
)
_ROLES: Final = ("member", "staff", "partner", "host")
_WHO: Final = frozenset({"role", "staff_kind"})
_ANYBODY: Final = "*"
_SECOND_FACTORS: Final = frozenset(
    {"mfa", "otp", "sms", "tel", "hwk", "swk", "fpt", "face", "iris", "retina", "vbm", "sc"}
)
"""Of the values of `amr` (RFC 8176, 2): more than a password, a PIN or where somebody is."""


class GivenRole(msgspec.Struct, frozen=True, kw_only=True):
    """What a role of the provider is here. `theirs` `*`: whoever has none of those before."""

    theirs: str
    role: str
    staff_kind: str = ""


class ClaimNames(msgspec.Struct, frozen=True, kw_only=True):
    """`theirs`: the provider's name of a claim, by ours; those that are not named are called as
    ours are. `roles`: in their order, the first that somebody has; none: roles are called as
    ours."""

    theirs: Mapping[str, str] = {}
    roles: tuple[GivenRole, ...] = ()

    def in_our_words(self, claims: Mapping[str, Any]) -> dict[str, Any]:
        """The claims of a token by our names. Of those that the settings name otherwise, one under
        our own name says nothing."""
        ours = {name: claim for name, claim in claims.items() if name not in self.theirs}
        for name, theirs in self.theirs.items():
            if (found := _found(claims, theirs)) is not None:
                ours[name] = found
        if "second_factor" in self.theirs:
            ours["second_factor"] = _confirmed(ours.get("second_factor"))
        return self._with_role(ours) if self.roles else ours

    def _with_role(self, ours: Mapping[str, Any]) -> dict[str, Any]:
        """A role that the settings do not name is none, whatever it is called."""
        others = {name: claim for name, claim in ours.items() if name not in _WHO}
        had = _texts(ours.get("role"))
        for one in self.roles:
            if one.theirs in had or one.theirs == _ANYBODY:
                kind = {"staff_kind": one.staff_kind} if one.staff_kind else {}
                return {**others, "role": one.role, **kind}
        return others


def claim_names(theirs: Iterable[str], roles: Iterable[str]) -> ClaimNames:
    """From settings: `ours=theirs`, and `theirs=role` or `theirs=staff/kind`.

    Raises:
        ValueError: what is wrong, and what would be right.
    """
    pairs = dict(_pair(one, "role=https://shop.example/role") for one in theirs)
    if strange := pairs.keys() - _OURS:
        raise ValueError(f"{min(strange)} is no claim of ours: name {', '.join(sorted(_OURS))}")
    return ClaimNames(theirs=pairs, roles=tuple(_given(one) for one in roles))


def _given(text: str) -> GivenRole:
    theirs, ours = _pair(text, "customer=member or lead=staff/admin")
    role, _, kind = ours.partition("/")
    if role not in _ROLES:
        raise ValueError(f"{text}: name one of {', '.join(_ROLES)}")
    if (role == "staff") != (kind in [*StaffKind]):
        raise ValueError(f"{text}: staff, and nobody else, are one of {', '.join(StaffKind)}")
    if theirs == _ANYBODY and role != "member":
        raise ValueError(f"{text}: whoever has no role of yours can be a member only")
    return GivenRole(theirs=theirs, role=role, staff_kind=kind)


def _pair(text: str, example: str) -> tuple[str, str]:
    first, between, last = text.partition("=")
    if not (first.strip() and between and last.strip()):
        raise ValueError(f"write {example}, separated by commas")
    return first.strip(), last.strip()


def _found(claims: Mapping[str, Any], name: str) -> Any:
    """A claim of that name, dots and all; else what lies at the end of the path."""
    if name in claims:
        return claims[name]
    head, dot, rest = name.partition(".")
    inside = claims.get(head)
    return _found(inside, rest) if dot and isinstance(inside, Mapping) else None


def _texts(value: Any) -> frozenset[str]:
    """Of a text, itself and its words; of a list, its texts; of anything else, nothing."""
    if isinstance(value, str):
        return frozenset({value, *value.split()})
    several = value if isinstance(value, list) else ()
    return frozenset(one for one in several if isinstance(one, str))


def _confirmed(value: Any) -> bool:
    return value is True or bool(_texts(value) & _SECOND_FACTORS)
