"""Who may ask a service for what: deny by default.

The gateway checks its own table first. A service checks again, so that a mistake there, or another
way in, gives nobody more than the service's own table does.
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from infra.kernel.errors import Forbidden, SecondFactorRequired
from infra.kernel.sentences import both
from services.shared.callers import THE_SHOP, ActorKind, Caller, KeyScope, StaffKind

ANY_STAFF = tuple(StaffKind)
REVIEWERS = (StaffKind.REVIEWER, StaffKind.SPECIALIST, StaffKind.ADMIN)
SPECIALISTS = (StaffKind.SPECIALIST, StaffKind.ADMIN)
ADMINS = (StaffKind.ADMIN,)
"""The kinds of staff that hold a right together. The gateway's table is made of the same four."""


class May(msgspec.Struct, frozen=True, kw_only=True):
    """Who may use one command. The system itself may use each: it acts by rules.

    Attributes:
        staff: the kinds of staff.
        scope: of partners and of the shop's keys, only by one that has it.
        confirmed: of staff, only those who signed in with a second factor.
        by_contract: another service asks in the name of staff, and has checked who they are.
    """

    roles: frozenset[ActorKind] = frozenset()
    staff: Collection[StaffKind] = frozenset()
    scope: KeyScope | None = None
    confirmed: bool = False
    by_contract: bool = False

    def admits(self, kind: StaffKind | None) -> bool:
        """Whether staff of this kind may; none where another service asks in their name."""
        if self.by_contract:
            return kind is not StaffKind.READ_ONLY
        return kind in self.staff


Table = Mapping[type, May]
MEMBER = May(roles=frozenset({ActorKind.MEMBER}))
SELF_SERVICE = frozenset({ActorKind.PARTNER, ActorKind.HOST})
"""Who has keys and endpoints of their own."""
HOST = May(roles=frozenset({ActorKind.HOST}))
BY_CONTRACT = May(by_contract=True)


def for_staff(kinds: Iterable[StaffKind], *, confirmed: bool = False) -> May:
    return May(staff=frozenset(kinds), confirmed=confirmed)


def require(table: Table, command: object, by: Caller) -> None:
    """
    Raises:
        Forbidden: the table does not let this caller use this command, or a member or a partner
            names another.
        SecondFactorRequired: it does, with a second factor.
    """
    kind = by.actor.kind
    if kind == ActorKind.SYSTEM:
        return
    may = table.get(type(command), May())
    if kind == ActorKind.STAFF:
        _require_staff(may, by)
    elif kind not in may.roles:
        raise not_for_you()
    elif kind == ActorKind.MEMBER and getattr(command, "member_id", by.actor.id) != by.actor.id:
        raise Forbidden(
            both(
                "只有会员本人可以对自己的会员资格这样做。",
                "Only the member can do this, and only for their own membership.",
            ),
            field="memberId",
        )
    elif kind == ActorKind.PARTNER:
        _require_own(may, command, by, by.actor.id)
    elif kind == ActorKind.HOST and may.scope is not None:
        _require_own(may, command, by, THE_SHOP)


def _require_own(may: May, command: object, by: Caller, own_id: str) -> None:
    """The shop's tokens have no scopes: they are for all that it may do; its keys have."""
    unbound = by.actor.kind == ActorKind.HOST and by.actor.id != THE_SHOP
    if not unbound and may.scope not in by.scopes:
        raise lacks_scope(may.scope)
    if getattr(command, "partner_id", own_id) != own_id:
        raise Forbidden(
            both("伙伴只能这样处理自己的内容。", "A partner can do this with its own only."),
            field="partnerId",
        )


def _require_staff(may: May, by: Caller) -> None:
    if not may.admits(by.staff_kind):
        raise not_for_you()
    if may.confirmed and not by.second_factor:
        raise needs_second_factor()


def not_for_you() -> Forbidden:
    return Forbidden(both("您的身份无权这样做。", "This is not for a caller of your kind."))


def lacks_scope(scope: KeyScope | None) -> Forbidden:
    return Forbidden(
        both(
            "此密钥没有 {scope} 权限；请管理员签发带此权限的密钥。",
            "This key lacks the scope {scope}; ask an administrator for one that has it.",
            scope=str(scope),
        )
    )


def needs_second_factor() -> SecondFactorRequired:
    return SecondFactorRequired(
        both(
            "请先用第二重验证重新登录，再这样做。",
            "Sign in again with a second factor before you do this.",
        )
    )
