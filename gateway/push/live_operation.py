"""A subscription that is ready to run: where its events come from, and what each of them says."""

import math
from collections.abc import AsyncGenerator, Callable, Hashable
from dataclasses import replace
from typing import Any, Final, Protocol

import msgspec
from graphql import GraphQLError
from strawberry.types import ExecutionContext

from gateway.documents.guarded import document_of
from gateway.documents.place import beginning_after, place_variable, root_field
from gateway.identity.viewer import Role
from gateway.request import accept
from gateway.request.context import Context
from gateway.schema.basics.kept_reads import followed
from gateway.schema.basics.masking import shown
from gateway.schema.root import GatewaySchema

_OF_PARTNERS_SECONDS: Final = 3.0


class Event(Protocol):
    """What a subscription yields. `cursor`: where to go on from; `mark`: the name of what happened,
    of which the cursor may differ with the place where somebody began."""

    @property
    def cursor(self) -> str: ...
    @property
    def mark(self) -> str: ...


class NotBegun(Exception):
    """A subscription does not begin; `errors` as clients are told."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__()
        self.errors = errors


class LiveOperation:
    """Of one who asks. Two with the same `key` get the same answers, wherever each begins.

    `after`: the cursor where this one begins; none: from now on. `resumed`: a cursor that comes
    before the one of the document.
    """

    def __init__(
        self, schema: GatewaySchema, asked: ExecutionContext, resumed: str | None = None
    ) -> None:
        self._schema = schema
        self._asked = asked
        self._document = document_of(asked)
        field = root_field(self._document, asked._provided_operation_name)
        self._field = field
        self._place = place_variable(self._document, field)
        self.after = resumed if resumed is not None else schema.begins(asked, field)
        if resumed is not None:
            self._document = beginning_after(self._document, field, resumed)

    @property
    def lasts(self) -> float:
        """Seconds for which an answer may wait for a client: what a partner may see ends with the
        consent of whom it is about."""
        return _OF_PARTNERS_SECONDS if self._asked.context.viewer.role is Role.PARTNER else math.inf

    def key(self) -> Hashable:
        """The document and its operation, the variables but for the cursor, rights, language."""
        variables = {
            name: value
            for name, value in (self._asked.variables or {}).items()
            if name != self._place
        }
        context: Context = self._asked.context
        return (
            self._asked.query,
            self._asked._provided_operation_name,
            msgspec.json.encode(variables, order="deterministic"),
            context.viewer.sight,
            accept.language(context.connection.headers.get("accept-language", "")),
        )

    async def keep_read(self) -> None:
        """That staff follow a member, or all, is kept before they are shown anything: each of
        them, though they are answered together.

        Raises:
            AppError: it cannot be kept.
        """
        context: Context = self._asked.context
        if context.viewer.role is not Role.STAFF:
            return
        read = followed(self._document, self._field, self._asked.variables or {})
        await context.apis.membership.keep_reads([read], context.caller())

    async def events(self, caught_up: Callable[[], None]) -> AsyncGenerator[Event, None]:
        """From `after` on, for ever. `caught_up` is called when what follows is live.

        Raises:
            NotBegun: it does not begin.
        """
        context = self._context(caught_up)
        found = await self._schema.events(self._asked, self._document, context)
        if isinstance(found, list):
            raise NotBegun(await self._told(found, context))
        return found

    async def answer(self, event: Event) -> bytes:
        """The event as everybody with this key sees it, as JSON."""
        context = self._context()
        result = await self._schema.answer(self._asked, event, context)
        return _encoded(result.data, await self._told(result.errors or [], context))

    async def failure(self, error: Exception) -> bytes:
        """What a stream that broke says at last, as JSON."""
        errors = [GraphQLError("", original_error=error)]
        return _encoded(None, await self._told(errors, self._context()))

    async def _told(self, errors: list[GraphQLError], context: Context) -> list[GraphQLError]:
        self._schema.process_errors(errors)
        return await shown(errors, context)

    def _context(self, caught_up: Callable[[], None] | None = None) -> Context:
        """Of its own for each event: what was read for one is not shown with the next. It does not
        end with the token of whoever came first; the connections watch over theirs."""
        context: Context = self._asked.context
        viewer = msgspec.structs.replace(context.viewer, expires_at=None)
        return replace(context, viewer=viewer, caught_up=caught_up, _language=None, _locale=None)


def _encoded(data: dict[str, Any] | None, errors: list[GraphQLError]) -> bytes:
    answer: dict[str, Any] = {"data": data}
    if errors:
        answer["errors"] = [error.formatted for error in errors]
    return msgspec.json.encode(answer)
