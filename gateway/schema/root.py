"""The whole graph, put together."""

import functools
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import DisableIntrospection
from strawberry.extensions.mask_errors import MaskErrors
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from gateway.documents.guarded import GuardedSchema
from gateway.masking import masked, needs_mask
from gateway.permissions import undeclared
from gateway.request.context import Context
from gateway.schema.campaign_mutations import CampaignMutations
from gateway.schema.host_mutations import HostMutations
from gateway.schema.member_mutations import (
    AppealMutations,
    MembershipMutations,
    ProfileMutations,
)
from gateway.schema.queries import Query
from gateway.schema.scalars import DATE_TIME
from gateway.schema.staff_mutations import ReviewMutations, StaffMutations, TemplateMutations
from gateway.schema.undelivered_mutations import UndeliveredMutations
from gateway.subscriptions import Subscription
from infra.kernel.errors import AppError, InvalidInput


@strawberry.type(description="What can be done. Each answers a success or a typed Problem.")
class Mutation(
    MembershipMutations,
    ProfileMutations,
    AppealMutations,
    StaffMutations,
    ReviewMutations,
    HostMutations,
    TemplateMutations,
    UndeliveredMutations,
    CampaignMutations,
):
    pass


class Masking(MaskErrors):
    """Expected failures keep their code; what failed inside is logged and gets an id."""

    def __init__(self) -> None:
        super().__init__(should_mask_error=needs_mask)

    async def on_operation(self) -> AsyncIterator[None]:  # type: ignore[override]  # may be either
        """Who reads is asked for only where there is something to tell."""
        masking = super().on_operation()
        next(masking)
        yield
        for error in getattr(self.execution_context.result, "errors", None) or ():
            if isinstance(error.original_error, AppError):
                await self._context.locale(error.original_error.sentence)
        next(masking, None)

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        return masked(error, self._context.likely_locale())

    @property
    def _context(self) -> Context:
        context: Context = self.execution_context.context
        return context


class GatewaySchema(GuardedSchema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Names what has no code yet; `Masking` logs failures, with the id that clients are told.

        What graphql-core itself finds wrong while it runs is a variable, when no field was asked
        yet, or an argument.
        """
        for error in errors:
            ours = not isinstance(error.original_error, GraphQLError | None) and error.path
            if not ours and "code" not in (error.extensions or {}):
                code = InvalidInput.code if error.path else "INVALID_VARIABLES"
                error.extensions = {"code": code, **(error.extensions or {})}


@functools.cache
def build_schema(*, introspection: bool = True) -> GatewaySchema:
    """The schema, one a process: it keeps the documents that it has parsed.

    `introspection`: whether it tells about itself, also by suggestions in errors.

    Raises:
        ValueError: a root field does not say who may use it.
    """
    extensions: Iterable[Any] = [Masking, *([] if introspection else [DisableIntrospection])]
    schema = GatewaySchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        extensions=list(extensions),
        suggestions=introspection,
        config=StrawberryConfig(scalar_map={datetime: DATE_TIME}),
    )
    if open_fields := undeclared(schema):
        raise ValueError(f"say who may use {', '.join(open_fields)}: see gateway/permissions.py")
    return schema
