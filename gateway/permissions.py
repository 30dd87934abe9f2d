"""Who may ask what: every root field names its roles, and what names none is not served."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from gateway.auth import Role, Unauthenticated
from gateway.context import Context
from gateway.schema.errors import problem_of
from gateway.schema.fields import Decorator
from infra.kernel.errors import AppError, Forbidden

EVERYBODY = tuple(Role)


class Allow(FieldExtension):
    """Lets the named roles through. `typed`: a refusal is a result, not an error."""

    def __init__(self, roles: tuple[Role, ...], *, typed: bool = False) -> None:
        self.roles = roles
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
            return found if isinstance(found, AsyncIterator) else await found
        except AppError as error:
            if not self.typed:
                raise
            return problem_of(error, await info.context.locale(error.sentence))

    def check(self, context: Context) -> None:
        left = context.seconds_left()  # a WebSocket may outlive its token
        if left is not None and left <= 0:
            raise Unauthenticated("The access token has expired. Sign in again.")
        if context.viewer.role in self.roles:
            return
        wanted = " or ".join(self.roles)
        if context.viewer.role is Role.ANONYMOUS:
            raise Unauthenticated(f"Send an access token of a {wanted}: 'Authorization: Bearer …'.")
        raise Forbidden(f"This is for {wanted}; the token is a {context.viewer.role}'s.")


def query(*roles: Role, description: str) -> Decorator:
    """A root field of Query for these roles."""
    made: Decorator = strawberry.field(
        description=_described(description, roles), extensions=[Allow(_named(roles))]
    )
    return made


def mutation(*roles: Role, description: str) -> Decorator:
    """A root field of Mutation; expected failures become members of its union."""
    made: Decorator = strawberry.mutation(
        description=_described(description, roles), extensions=[Allow(_named(roles), typed=True)]
    )
    return made


def subscription(*roles: Role, description: str) -> Decorator:
    """A root field of Subscription; its resolver watches the rights while it streams."""
    made: Decorator = strawberry.subscription(
        description=_described(description, roles), extensions=[Allow(_named(roles))]
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


def _named(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    if not roles:
        raise ValueError("name the roles that may use this field")
    return roles


def _described(description: str, roles: tuple[Role, ...]) -> str:
    who = "everybody" if roles == EVERYBODY else ", ".join(roles)
    return f"{description}\n\nFor: {who}."
