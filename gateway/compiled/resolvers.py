"""Resolvers, put together once: their extensions, and what they take."""

from collections.abc import Callable
from functools import partial, reduce
from typing import Any, cast

import strawberry
from graphql import GraphQLResolveInfo
from graphql.pyutils import Path
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import build_field_extension_resolvers
from strawberry.types.field import StrawberryField

from gateway.compiled.asked import Field
from gateway.compiled.execution import Execution
from gateway.compiled.places import Place, path_of


class PlannedInfo(strawberry.Info[Any, Any]):
    """Strawberry's `Info`; the larger part is worked out for who looks at it."""

    def __init__(self, run: Execution, field: Field, place: Place) -> None:
        self._run = run
        self._planned = field
        self._place = place
        self._raw: GraphQLResolveInfo[Any] | None = None
        self._field: Any = field.declared

    @property
    def context(self) -> Any:
        return self._run.context

    @property
    def _raw_info(self) -> GraphQLResolveInfo[Any]:  # type: ignore[override]  # an attribute there
        if self._raw is None:
            self._raw = raw_info(self._run, self._planned, self._place)
        return self._raw


def raw_info(run: Execution, field: Field, place: Place) -> GraphQLResolveInfo[Any]:
    """As graphql-core hands it to resolvers; few look at it."""
    path: Path | None = None
    for key in path_of(place):
        path = Path(path, key, None)
    nodes = list(field.nodes)
    info: GraphQLResolveInfo[Any] = run.executor.build_resolve_info(
        field.definition, nodes, field.parent, path
    )
    return info


def is_attribute(field: StrawberryField) -> bool:
    """Whether it is read from its source, without a resolver."""
    return field.is_basic_field and field.default_resolver is getattr


def of_source_alone(field: StrawberryField) -> Callable[[Any], Any] | None:
    """The resolver where it takes nothing else, and nothing is around it."""
    resolver = field.base_resolver
    if resolver is None or not resolver.self_parameter or field.extensions:
        return None
    takes_more = resolver.parent_parameter or resolver.root_parameter or resolver.info_parameter
    function: Any = resolver.wrapped_func
    return None if takes_more or field.arguments else function


def glance(field: StrawberryField) -> Callable[..., Any] | None:
    """The resolver where what it answers is there at once, and follows from its source and the
    context; it takes the source, and `info` where it has that parameter."""
    resolver = field.base_resolver
    if resolver is None or resolver.is_async or not resolver.self_parameter or field.extensions:
        return None
    named_otherwise = resolver.info_parameter and resolver.info_parameter.name != "info"
    if resolver.parent_parameter or resolver.root_parameter or named_otherwise or field.arguments:
        return None
    function: Any = resolver.wrapped_func
    return cast(Callable[..., Any], function)


def called(field: StrawberryField) -> Callable[..., Any] | None:
    """Called with the source, an info and the arguments, as Strawberry's own wrapper is; none
    where only that does what is asked."""
    resolver = field.base_resolver
    if resolver is None or resolver.parent_parameter or resolver.root_parameter:
        return None
    info = resolver.info_parameter
    if info is not None and info.name != "info":
        return None
    if any(type(one).map_arguments is not FieldExtension.map_arguments for one in field.extensions):
        return None
    plain = _PLAIN[bool(resolver.self_parameter), info is not None](resolver.wrapped_func)
    extensions: list[Any] = build_field_extension_resolvers(field) if field.extensions else []
    return reduce(lambda inner, outer: partial(outer, inner), extensions, plain)


def _of_source(function: Any) -> Callable[..., Any]:
    return lambda source, info, **given: function(source, **given)


def _of_both(function: Any) -> Callable[..., Any]:
    return lambda source, info, **given: function(source, info=info, **given)


def _of_info(function: Any) -> Callable[..., Any]:
    return lambda source, info, **given: function(info=info, **given)


def _of_neither(function: Any) -> Callable[..., Any]:
    return lambda source, info, **given: function(**given)


_PLAIN = {
    (True, True): _of_both,
    (True, False): _of_source,
    (False, True): _of_info,
    (False, False): _of_neither,
}
