"""The graph as a subgraph, in words that the composition of a supergraph reads (Apollo Federation
2): by which keys an entity is known, and which types other subgraphs may have as well."""

import functools
import re
from collections.abc import Collection, Iterator
from typing import Final

import strawberry
from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
    print_type,
)

from gateway.schema.federation.entities import ENTITIES

_LINK: Final = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", '
    'import: ["@key", "@shareable"])'
)
"""The first version that has what is used: composition takes it together with later ones."""
_ONE_OF: Final = "directive @oneOf on INPUT_OBJECT"
SHARED: Final = frozenset({"PageInfo"})
"""Every graph with pages after Relay's conventions has it, and ours adds nothing to it."""
LEFT_OUT: Final = frozenset(
    {
        *("Query._service", "Query._entities"),  # composition knows them
        "Query.node",  # a router would ask one subgraph for the nodes of all
        *("Mutation.addEvidence", "Mutation.addDraftFiles"),  # routers pass no files on
    }
)


@functools.cache
def subgraph_sdl(schema: strawberry.Schema, without: Collection[str] = ()) -> str:
    """`without`: root fields, as `Query.me`, that the supergraph has of another subgraph.

    Raises:
        ValueError: there is no such field; it names those that there are none of.
    """
    graph = schema._schema
    if unknown := sorted(set(without) - set(_root_fields(graph))):
        raise ValueError(f"the graph has no root field {', '.join(unknown)}")
    left = _without(graph, {*LEFT_OUT, *without})
    types = (kind for _, kind in sorted(left.type_map.items()) if _is_own(kind))
    return "\n\n".join([_LINK, _ONE_OF, *map(_printed, types)]) + "\n"


def _roots(graph: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    return (root for root in (graph.query_type, graph.mutation_type) if root)


def _root_fields(graph: GraphQLSchema) -> Iterator[str]:
    return (f"{root.name}.{field}" for root in _roots(graph) for field in root.fields)


def _without(graph: GraphQLSchema, left_out: Collection[str]) -> GraphQLSchema:
    """The same without these root fields, and without what only they lead to."""
    query, mutation = (
        GraphQLObjectType(
            root.name,
            {
                name: field
                for name, field in root.fields.items()
                if f"{root.name}.{name}" not in left_out
            },
            description=root.description,
        )
        for root in _roots(graph)
    )
    entities = [graph.type_map[name] for name in ENTITIES]
    return GraphQLSchema(query, mutation, types=entities)


def _is_own(kind: GraphQLNamedType) -> bool:
    return not (is_introspection_type(kind) or is_specified_scalar_type(kind))


def _printed(kind: GraphQLNamedType) -> str:
    """With what composition has to know of it, at the end of its head."""
    text, said = print_type(kind), "".join(f" {one}" for one in _directives(kind.name))
    head = re.compile(rf"^(type {kind.name}\b.*) {{$", re.MULTILINE)
    return head.sub(rf"\1{said} {{", text, count=1)


def _directives(name: str) -> Iterator[str]:
    if name in SHARED:
        yield "@shareable"
    if entity := ENTITIES.get(name):
        yield from (f'@key(fields: "{key}")' for key in entity.keys)
