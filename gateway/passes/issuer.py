"""How long an answer about a member is good for, and the same answer as a signed pass."""

from datetime import datetime
from typing import Any, Final

import jwt
import msgspec

from gateway.passes.keys import PassKeys
from gateway.settings import GatewaySettings
from infra.derived_key import ALGORITHM
from infra.kernel.errors import NotAllowed, NotFound
from infra.kernel.sentences import both
from services.membership.contract.entitlement import (
    EntitledBenefit,
    Entitlement,
    EntitlementStanding,
)

TYPE: Final = "entitlement+jwt"
"""In the header, so that a pass is taken for nothing else (RFC 8725, 3.11)."""


class Validity(msgspec.Struct, frozen=True, kw_only=True):
    """`fresh_until`: so long it need not be asked again. `stale_until`: so long it is honoured
    where it cannot be."""

    fresh_until: datetime
    stale_until: datetime


class SignedPass(msgspec.Struct, frozen=True, kw_only=True):
    token: str
    validity: Validity


class PassIssuer:
    def __init__(self, settings: GatewaySettings) -> None:
        self.keys = PassKeys(settings)
        self._issuer = settings.apart(settings.pass_issuer)
        self._life = settings.pass_life
        self._honoured = settings.pass_honoured

    def validity(self, entitlement: Entitlement, at: datetime) -> Validity:
        """Never fresh beyond the answer's own end. Stale it goes on: a member who could not renew
        because we were away has the whole grace still."""
        until = entitlement.until
        fresh = at + self._life if until is None else min(at + self._life, until)
        return Validity(fresh_until=fresh, stale_until=fresh + self._honoured)

    def issue(self, entitlement: Entitlement, at: datetime) -> SignedPass:
        """
        Raises:
            NotFound: no such member.
            NotAllowed: a hold that protects the account or a payment stands.
        """
        _check(entitlement)
        validity = self.validity(entitlement, at)
        key = self.keys.signing
        claims = {"iss": self._issuer, **_claims(entitlement, at, validity)}
        token = jwt.encode(claims, key.private, ALGORITHM, {"kid": key.id, "typ": TYPE})
        return SignedPass(token=token, validity=validity)


def benefits(given: tuple[EntitledBenefit, ...]) -> dict[str, dict[str, Any]]:
    """By code: the value; of quotas that are counted what is left; and what of each order it
    applies to, where it does not to all of it."""
    return {one.code: {"value": one.value, **_bounds(one)} for one in given}


def _bounds(benefit: EntitledBenefit) -> dict[str, int]:
    bounds = {"left": benefit.left, "up_to": benefit.up_to}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _claims(entitlement: Entitlement, at: datetime, validity: Validity) -> dict[str, Any]:
    """As docs/entitlement.md lists them; later versions add, and change none."""
    until = entitlement.until
    return {
        "sub": entitlement.member_id,
        "iat": int(at.timestamp()),
        "nbf": int(at.timestamp()),
        "exp": int(validity.fresh_until.timestamp()),
        "stale_until": int(validity.stale_until.timestamp()),
        "version": entitlement.version,
        "entitled": entitlement.standing is EntitlementStanding.ENTITLED,
        "plan": entitlement.plan,
        "plan_version": entitlement.plan_version,
        "benefits": benefits(entitlement.benefits),
        "price_factor": entitlement.price_factor,
        "until": None if until is None else int(until.timestamp()),
        **({"through": entitlement.through} if entitlement.through else {}),
    }


def _check(entitlement: Entitlement) -> None:
    if entitlement.standing is EntitlementStanding.UNKNOWN:
        raise NotFound(both("没有这位会员。", "There is no such member."), field="memberId")
    if entitlement.secured:
        raise NotAllowed(
            both(
                "该会员的账号或付款正在保护或核查中，期间不签发凭证；解除后可再次获取。",
                "The account or a payment of this member is being protected or checked: there is "
                "no pass until that is over.",
            ),
            field="memberId",
        )
