"""Tokens of providers that call things by other names."""

from typing import Any

import pytest

from gateway.identity.tokens import TokenVerifier
from gateway.identity.viewer import Role
from infra.settings import SettingsError
from services.settings import load_settings
from services.shared.callers import StaffKind
from tests.gateway.tokens import refused, settings, signed

ROLES = ("leads=staff/admin", "support=staff/reviewer", "checkout=host", "customers=member")


def verifier(*claims: str, roles: tuple[str, ...] = ROLES) -> TokenVerifier:
    return TokenVerifier(settings(jwt_claims=claims, jwt_roles=roles))


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("role=https://shop.example/role", {"https://shop.example/role": "support"}),
        ("role=cognito:groups", {"cognito:groups": ["fans", "support"]}),
        ("role=realm_access.roles", {"realm_access": {"roles": ["support", "offline_access"]}}),
        ("role=scope", {"scope": "openid support"}),
    ],
)
async def test_a_role_is_found_where_the_provider_puts_it(claim: str, said: dict[str, Any]) -> None:
    viewer = await verifier(claim).verify(signed(role=None, sub="s-1", **said))
    assert (viewer.role, viewer.staff_kind) == (Role.STAFF, StaffKind.REVIEWER)


async def test_of_several_roles_the_first_of_the_settings_counts() -> None:
    token = signed(role=None, groups=["customers", "support", "leads"])
    viewer = await verifier("role=groups").verify(token)
    assert (viewer.role, viewer.staff_kind) == (Role.STAFF, StaffKind.ADMIN)


async def test_whoever_has_no_role_of_theirs_is_nobody_or_a_member() -> None:
    token = signed(role=None, groups=["fans"])
    assert "role" in await refused(verifier("role=groups"), token)
    viewer = await verifier("role=groups", roles=(*ROLES, "*=member")).verify(token)
    assert (viewer.role, viewer.staff_kind) == (Role.MEMBER, None)


@pytest.mark.parametrize("said", ["member", "host", "staff", "customers", "Member", ["member"]])
async def test_a_provider_that_is_not_to_speak_for_members_does_not(said: Any) -> None:
    """Where members sign in here, and only the shop and its staff by the provider."""
    names = verifier(roles=("checkout=host", "support=staff/reviewer"))
    assert "role" in await refused(names, signed(role=said, sub="m-1", staff_kind="admin"))
    assert "role" in await refused(names, signed(role=said, sub="m-1"))
    assert (await names.verify(signed(role="checkout", sub="shop"))).role is Role.HOST


async def test_a_claim_under_our_name_says_nothing_where_another_is_named() -> None:
    names = verifier("role=groups", "staff_kind=kind", "device_id=did")
    token = signed(role="staff", staff_kind="admin", device_id="mine", groups=["customers"])
    viewer = await names.verify(token)
    assert (viewer.role, viewer.staff_kind, viewer.device_id) == (Role.MEMBER, None, None)


@pytest.mark.parametrize(
    ("amr", "confirmed"),
    [(["pwd", "otp"], True), (["mfa"], True), (["pwd"], False), ([], False), (None, False)],
)
async def test_a_second_factor_is_read_from_how_somebody_signed_in(
    amr: list[str] | None, confirmed: bool
) -> None:
    names = verifier("second_factor=amr", roles=())
    viewer = await names.verify(signed(amr=amr, second_factor=True))
    assert viewer.second_factor is confirmed


async def test_members_are_known_by_another_claim_than_sub() -> None:
    names = verifier("sub=shop.member", "name=preferred_username", roles=())
    token = signed(sub=None, shop={"member": "m-8"}, preferred_username="Lin", name="other")
    viewer = await names.verify(token)
    assert (viewer.id, viewer.name) == ("m-8", "Lin")


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("JWT_CLAIMS", "role", "JWT_CLAIMS: write role="),
        ("JWT_CLAIMS", "rank=x", "JWT_CLAIMS: rank is no claim of ours"),
        ("JWT_ROLES", "lead=boss", "JWT_ROLES: lead=boss: name one of member"),
        ("JWT_ROLES", "lead=staff", "JWT_ROLES: lead=staff: staff, and nobody else"),
        ("JWT_ROLES", "lead=member/admin", "staff, and nobody else"),
        ("JWT_ROLES", "*=host", "can be a member only"),
    ],
)
def test_what_cannot_be_is_refused_at_the_start(variable: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError, match=None) as wrong:
        load_settings({variable: value})
    assert says in str(wrong.value)
