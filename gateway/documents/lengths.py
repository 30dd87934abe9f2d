"""How long the lists of a graph are taken to be, before anything is asked for.

What introspection can return follows from the schema, so its lists are as long as they really are
on the average; a type that is asked for by its name is taken for the largest.
"""

from collections.abc import Mapping, Sized
from statistics import fmean
from typing import Final

from graphql import (
    GraphQLNamedType,
    GraphQLOutputType,
    GraphQLSchema,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
)

USUAL: Final = 5  # entries of a list that nobody named here
KNOWN: Final = {
    "Alert.deliveries": 3,
    "Delivery.history": 10,
    "CaseFile.timeline": 50,
    "CaseFile.evidence": 50,
    "CaseFile.records": 50,
    "CaseFile.alerts": 20,
    "CaseAlert.deliveries": 3,
}
PAGES: Final = ("edges", "nodes")  # as long as the page that the connection's field asks for
ONE_TYPE: Final = ("Query.__type", "__Schema.queryType", "__Schema.mutationType")


class Lengths:
    """The lists of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        types = [item for item in schema.type_map.values() if not item.name.startswith("__")]
        fields = [_fields(item) for item in types]
        arguments = [len(_arguments(field)) for group in fields for field in group.values()]
        usual = max(1.0, fmean(len(group) for group in fields))
        largest = max(len(group) for group in fields) / usual
        values = [len(getattr(item, "values", ())) for item in types]
        self._known: dict[str, float] = {
            **KNOWN,
            "__Schema.types": len(schema.type_map),
            "__Schema.directives": len(schema.directives),
            "__Field.args": fmean(arguments),
            "__Directive.args": 2,
            "__Type.fields": usual,
            "__Type.inputFields": usual,
            "__Type.enumValues": fmean(values),
            "__Type.possibleTypes": fmean(_possible(schema, item) for item in types),
            "__Type.interfaces": 1,
            "__Type.ofType": 0.5,  # few types are wrapped more than twice
            **dict.fromkeys(ONE_TYPE, largest),
        }

    def of(self, parent: str, name: str, returned: GraphQLOutputType) -> float:
        """How many entries a field is taken to bring; 1 for what is no list."""
        known = self._known.get(f"{parent}.{name}")
        if known is not None:
            return known
        inner = returned.of_type if is_non_null_type(returned) else returned
        return USUAL if is_list_type(inner) and name not in PAGES else 1


def _fields(item: GraphQLNamedType) -> Mapping[str, object]:
    found: Mapping[str, object] = getattr(item, "fields", {})
    return found


def _arguments(field: object) -> Sized:
    found: Sized = getattr(field, "args", {})
    return found


def _possible(schema: GraphQLSchema, item: GraphQLNamedType) -> int:
    return len(schema.get_possible_types(item)) if is_abstract_type(item) else 0
