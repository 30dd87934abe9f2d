"""Inputs that take one field of several, as Strawberry declares them."""

from typing import Any

from graphql import (
    DocumentNode,
    GraphQLNamedType,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableNode,
    is_input_object_type,
)
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule


def takes_one(named: GraphQLNamedType | None) -> bool:
    """Whether exactly one of its fields is given."""
    said = named.extensions.get("strawberry-definition") if is_input_object_type(named) else None
    return bool(said and said.is_one_of)


class OneOfRule(OneOfInputValidationRule):
    """Strawberry's rule, for documents with fragments too: its own raises where a variable is not
    declared by the operation before it."""

    def enter_document(self, document: DocumentNode, *_: Any) -> None:
        self.variable_definitions = {}
        for one in document.definitions:
            if isinstance(one, OperationDefinitionNode):
                for declared in one.variable_definitions or ():
                    self.variable_definitions[declared.variable.name.value] = declared

    def enter_operation_definition(self, *_: Any) -> None:
        """What other operations declare stays known: fragments may use it."""

    def enter_variable_definition(self, *_: Any) -> None:
        """They are known from the beginning."""

    def validate_one_of(self, node: ObjectValueNode, type: GraphQLNamedType) -> None:
        for field in node.fields:
            if isinstance(field.value, VariableNode) and not self._is_declared(field.value):
                return  # another rule says so
        super().validate_one_of(node, type)

    def _is_declared(self, variable: VariableNode) -> bool:
        return variable.name.value in self.variable_definitions
