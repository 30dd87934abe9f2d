"""Who is asking, as a token proves it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from infra.kernel.errors import AppError
from services.shared.callers import THE_SHOP, KeyScope, StaffKind

LEEWAY: Final = timedelta(seconds=30)  # how far the issuer's clock may be from ours


class Role(StrEnum):
    ANONYMOUS = "anonymous"
    MEMBER = "member"
    STAFF = "staff"
    PARTNER = "partner"
    HOST = "host"


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking.

    Attributes:
        id: the member's, staff member's, partner's or host's own id; "" for nobody.
        staff_kind: set for staff and for nobody else.
        scopes: of partners and of keys of the shop, what the key may be used for.
        key: of partners and of the shop, the digest of the key, where it is one.
        second_factor: whether this sign-in was confirmed by one.
        expires_at: when the token ends; a stream must end with it. None for nobody.
        session: that the token is of, where it is one of ours; it may end before the token.
        signed_in_at: `auth_time` of OpenID Connect, else when the token was issued, where it says.
    """

    role: Role = Role.ANONYMOUS
    id: str = ""
    name: str = ""
    staff_kind: StaffKind | None = None
    scopes: tuple[KeyScope, ...] = ()
    key: str = ""
    session: str = ""
    second_factor: bool = False
    device_id: str | None = None
    expires_at: datetime | None = None
    signed_in_at: datetime | None = None

    @property
    def sight(self) -> "Viewer":
        """What decides what one sees: equal for two connections that are shown the same. Nobody
        shares with another person: staff, too, are told what is theirs."""
        return msgspec.structs.replace(
            self,
            name="",
            key="",
            session="",
            device_id=None,
            expires_at=None,
            signed_in_at=None,
        )

    @property
    def may_end_early(self) -> bool:
        """Whether it may be over before the token is."""
        return self.may_be_cut_off or bool(self.session)

    @property
    def may_be_cut_off(self) -> bool:
        """Partners, by whatever they prove themselves; the shop by its keys alone."""
        return self.role is Role.PARTNER or bool(self.key)

    @property
    def follower(self) -> str:
        """Under which id it follows members: a partner under its own, the shop in its place among
        them."""
        return THE_SHOP if self.role is Role.HOST else self.id

    @property
    def holder(self) -> str:
        """Whose cursors are given: staff share theirs, of all others everybody has the own."""
        return self.role if self.role is Role.STAFF else f"{self.role}/{self.id}"


ANONYMOUS: Final = Viewer()


class Unauthenticated(AppError):
    """The token proves nothing, or nothing any more. The message never quotes it."""

    code = "UNAUTHENTICATED"


UNAUTHENTICATED_CLOSE: Final = 4401
"""With it a WebSocket ends, in the private range of RFC 6455, 7.4.2."""
