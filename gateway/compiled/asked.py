"""What is asked of an object under one key."""

from collections.abc import Sequence

from graphql import FieldNode, GraphQLField, GraphQLObjectType, is_non_null_type
from graphql.execution.collect_fields import FieldDetails
from strawberry.types.field import StrawberryField


class Field:
    """
    Attributes:
        nodes: of the document that ask for it; errors name where they stand.
        declared: of Strawberry; none for `__typename`.
        nullable: whether null may stand there.
    """

    __slots__ = ("declared", "definition", "details", "key", "nodes", "nullable", "parent")

    def __init__(
        self,
        key: str,
        parent: GraphQLObjectType,
        definition: GraphQLField,
        details: list[FieldDetails],
        declared: StrawberryField | None,
    ) -> None:
        self.key = key
        self.parent = parent
        self.definition = definition
        self.details = details
        self.declared = declared
        self.nodes: Sequence[FieldNode] = [one.node for one in details]
        self.nullable = not is_non_null_type(definition.type)

    @property
    def name(self) -> str:
        return self.nodes[0].name.value

    def no_null(self) -> TypeError:
        return TypeError(f"Cannot return null for non-nullable field {self.parent}.{self.name}.")
