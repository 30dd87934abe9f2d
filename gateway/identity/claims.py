"""What a token says, as the viewer whom it proves."""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from gateway.identity.viewer import Role, Unauthenticated, Viewer
from infra.kernel.sentences import both
from services.shared.callers import THE_SHOP, KeyScope, StaffKind


class _Claims(msgspec.Struct, frozen=True, kw_only=True):
    sub: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    role: Role
    exp: float
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    staff_kind: StaffKind | None = None
    scopes: tuple[KeyScope, ...] = ()
    second_factor: bool = False
    device_id: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    auth_time: float | None = None
    iat: float | None = None


def viewer_of(payload: dict[str, Any]) -> Viewer:
    """The viewer of the claims of a token whose signature is good.

    Raises:
        Unauthenticated: a claim is missing, or not one that a token may have.
    """
    viewer = _read(payload)
    if viewer.role is Role.ANONYMOUS:
        raise Unauthenticated(
            both(
                "令牌须写明角色；匿名访问请不要附令牌。",
                "A token names a role; to stay anonymous, send none.",
            )
        )
    if (viewer.role is Role.STAFF) != (viewer.staff_kind is not None):
        kinds = ", ".join(StaffKind)
        raise Unauthenticated(
            both(
                "工作人员（且仅工作人员）须有 staff_kind：{kinds}。",
                "Staff, and nobody else, have a staff_kind: {kinds}.",
                kinds=kinds,
            )
        )
    if viewer.id == THE_SHOP:  # who proves this has a key of it
        raise Unauthenticated(
            both(
                "{shop} 不能作为令牌中的 sub；商店请使用其密钥或其他编号。",
                "{shop} is no sub of a token: the shop uses a key of its own, or another id.",
                shop=THE_SHOP,
            )
        )
    return viewer


def _read(payload: dict[str, Any]) -> Viewer:
    try:
        claims = msgspec.convert(payload, _Claims)
        since = claims.auth_time if claims.auth_time is not None else claims.iat
        return Viewer(
            role=claims.role,
            id=claims.sub,
            name=claims.name,
            staff_kind=claims.staff_kind,
            scopes=claims.scopes if claims.role is Role.PARTNER else (),
            second_factor=claims.second_factor,
            device_id=claims.device_id,
            expires_at=_instant(claims.exp),
            signed_in_at=None if since is None else _instant(since),
        )
    except (msgspec.ValidationError, ValueError, OverflowError, OSError):
        raise Unauthenticated(
            both(
                "访问令牌须含声明 sub（文字）、role（member、staff、partner 或 host）"
                "和 exp；staff_kind、name、second_factor、device_id 须为通常的类型。",
                "The access token needs the claims sub (text), role (member, staff, partner "
                "or host) and exp; staff_kind, name, second_factor and device_id are "
                "of the usual types.",
            )
        ) from None


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
