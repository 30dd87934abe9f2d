"""Who may ask what: every root field names its roles and, of staff, the kinds; what names none is
not served.

Staff of every kind read; what they may change differs. What gives or takes something of worth, or
reaches everybody, wants staff who signed in with a second factor."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from gateway.identity.viewer import Role, Unauthenticated, Viewer
from gateway.request.context import Context
from gateway.schema.basics.errors import problem_of
from gateway.schema.basics.fields import Decorator
from gateway.schema.basics.kept_reads import read_of
from infra.kernel.errors import AppError, Forbidden
from infra.kernel.sentences import both, several
from services.shared.callers import KeyScope, StaffKind
from services.shared.permissions import (
    ADMINS,
    ANY_STAFF,
    REVIEWERS,
    SPECIALISTS,
    lacks_scope,
    needs_second_factor,
)

__all__ = [
    "ADMINS",
    "ANY_STAFF",
    "EVERYBODY",
    "REVIEWERS",
    "SPECIALISTS",
    "Allow",
    "Who",
    "mutation",
    "query",
    "subscription",
    "undeclared",
]  # fmt: skip

Who = Role | StaffKind

EVERYBODY: tuple[Who, ...] = (*(role for role in Role if role is not Role.STAFF), *ANY_STAFF)


class Allow(FieldExtension):
    """Lets the named through: roles, and kinds of staff.

    Args:
        scope: partners only with a key that has it.
        of_shop: keys of the shop only with this one; tokens of the shop are for all of it.
        confirmed: staff only with a second factor.
        typed: a refusal is a result, not an error.
    """

    def __init__(
        self,
        who: tuple[Who, ...],
        *,
        scope: KeyScope | None = None,
        of_shop: KeyScope | None = None,
        confirmed: bool = False,
        typed: bool = False,
    ) -> None:
        if not who or Role.STAFF in who:
            raise ValueError("name the roles, and of staff the kinds, that may use this field")
        if scope is not None and Role.PARTNER not in who:
            raise ValueError("only keys of partners have scopes")
        self.who = who
        self.scope = scope
        self.of_shop = None if Role.ANONYMOUS in who else scope or of_shop
        self.confirmed = confirmed
        self.typed = typed

    def resolve(self, next_: Callable[..., Any], source: Any, info: Any, **kwargs: Any) -> Any:
        self.check(info.context)
        return next_(source, info, **kwargs)

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **kwargs: Any
    ) -> Any:
        try:
            self.check(info.context)
            found = next_(source, info, **kwargs)
            if isinstance(found, AsyncIterator):
                return found
            return await self._kept(info, found, kwargs)
        except AppError as error:
            if not self.typed:
                raise
            return problem_of(error, await info.context.locale(error.sentence))

    async def _kept(self, info: Any, answer: Awaitable[Any], given: dict[str, Any]) -> Any:
        """What staff are shown of members is kept before they see it."""
        found, context = await answer, info.context
        if context.viewer.role is Role.STAFF:
            read = read_of(info, found, given)
            if read.members or read.search:
                await context.apis.membership.keep_reads([read], context.caller())
        return found

    def check(self, context: Context) -> None:
        left = context.seconds_left()  # a WebSocket may outlive its token
        if left is not None and left <= 0:
            raise Unauthenticated(
                both("访问令牌已过期，请重新登录。", "The access token has expired. Sign in again.")
            )
        viewer = context.viewer
        if (viewer.staff_kind or viewer.role) not in self.who:
            raise self._refusal(viewer)
        if viewer.role is Role.PARTNER and self.scope not in (None, *viewer.scopes):
            raise lacks_scope(self.scope)
        if viewer.role is Role.HOST and viewer.key and self.of_shop not in (None, *viewer.scopes):
            raise lacks_scope(self.of_shop)
        if self.confirmed and viewer.role is Role.STAFF and not viewer.second_factor:
            raise needs_second_factor()

    def _refusal(self, viewer: Viewer) -> AppError:
        wanted = several(str(one) for one in self.who)
        if viewer.role is Role.ANONYMOUS:
            return Unauthenticated(
                both(
                    "请附上 {wanted} 的访问令牌：'Authorization: Bearer …'。",
                    "Send an access token of a {wanted}: 'Authorization: Bearer …'.",
                    wanted=wanted,
                )
            )
        given = viewer.staff_kind or viewer.role
        return Forbidden(
            both(
                "这一操作只限 {wanted}；您的令牌属于 {given}。",
                "This is for {wanted}; the token is a {given}'s.",
                wanted=wanted,
                given=str(given),
            )
        )


def query(
    *who: Who,
    description: str,
    scope: KeyScope | None = None,
    typed: bool = False,
    instead: str | None = None,
    name: str | None = None,
) -> Decorator:
    """A root field of Query for these. `typed`: expected failures are members of its union.
    `instead`: it is out of date; what to ask for, and until when it is kept. `name`: where the
    graph does not call it as the code does."""
    made: Decorator = strawberry.field(
        name=name,
        description=_described(description, who, scope=scope),
        deprecation_reason=instead,
        extensions=[Allow(who, scope=scope, of_shop=KeyScope.MEMBERS_READ, typed=typed)],
    )
    return made


def mutation(
    *who: Who, description: str, scope: KeyScope | None = None, confirmed: bool = False
) -> Decorator:
    """A root field of Mutation; expected failures become members of its union."""
    made: Decorator = strawberry.mutation(
        description=_described(description, who, scope=scope, confirmed=confirmed),
        extensions=[
            Allow(who, scope=scope, of_shop=KeyScope.REPORTS, confirmed=confirmed, typed=True)
        ],
    )
    return made


def subscription(*who: Who, description: str, scope: KeyScope | None = None) -> Decorator:
    """A root field of Subscription; whoever is connected watches the rights while it streams."""
    made: Decorator = strawberry.subscription(
        description=_described(description, who, scope=scope),
        extensions=[Allow(who, scope=scope, of_shop=KeyScope.FEED_READ)],
    )
    return made


def undeclared(schema: strawberry.Schema) -> list[str]:
    """Root fields that name no roles, as "Query.me"."""
    roots = [schema.query, schema.mutation, schema.subscription]
    return [
        f"{root.__name__}.{field.python_name}"
        for root in roots
        if root is not None
        for field in root.__strawberry_definition__.fields  # type: ignore[attr-defined]  # by Strawberry
        if not any(isinstance(extension, Allow) for extension in field.extensions)
    ]


def _described(
    description: str,
    who: tuple[Who, ...],
    *,
    scope: KeyScope | None = None,
    confirmed: bool = False,
) -> str:
    roles = [str(one) for one in who if isinstance(one, Role)]
    if scope is not None:
        bound = (Role.PARTNER, Role.HOST)
        roles = [f"{one} ({scope})" if one in bound else one for one in roles]
    kinds = [one for one in who if isinstance(one, StaffKind)]
    if kinds:
        roles.append("staff" if tuple(kinds) == ANY_STAFF else f"staff ({', '.join(kinds)})")
    named = "everybody" if who == EVERYBODY else ", ".join(roles)
    with_it = ", with a second factor" if confirmed else ""
    return f"{description}\n\nFor: {named}{with_it}."
