"""The client that ariadne-codegen wrote, which flows talk by, is of the graph as it is.

What was added to the graph since does it no harm, and is found by `make test-clients`, which writes
it anew and compares every byte; here nothing of the generator is needed.
"""

import ast
from enum import Enum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from graphql import (
    DefinitionNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    OperationDefinitionNode,
    build_schema,
    concat_ast,
    is_required_input_field,
    parse,
    print_ast,
    validate,
)
from pydantic import BaseModel

from tests.typed.graph import enums, input_types

SCHEMA = build_schema(Path("gateway/schema.graphql").read_text())
OPERATIONS = sorted(Path("tests/typed/operations").glob("*.graphql"))
CLIENT = Path("tests/typed/graph/client.py")


@cache
def asked() -> dict[str, str]:
    """What the folder of operations defines, by name."""
    return named(*(path.read_text() for path in OPERATIONS))


def named(*documents: str) -> dict[str, str]:
    definitions: list[DefinitionNode] = [d for text in documents for d in parse(text).definitions]
    found = {}
    for one in definitions:
        assert isinstance(one, OperationDefinitionNode | FragmentDefinitionNode)
        assert one.name is not None
        found[one.name.value] = print_ast(one)
    return found


def test_every_operation_can_be_asked() -> None:
    assert validate(SCHEMA, concat_ast([parse(path.read_text()) for path in OPERATIONS])) == []


def test_the_client_asks_what_the_operations_say() -> None:
    calls = [node for node in ast.walk(ast.parse(CLIENT.read_text())) if isinstance(node, ast.Call)]
    documents = [
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id == "gql"
        and isinstance(call.args[0], ast.Constant)
    ]
    assert named(*documents) == asked()


def test_its_enums_have_no_value_that_the_graph_has_not() -> None:
    found = declared(enums, Enum)
    assert len(found) > 10
    for name, kind in found.items():
        known = SCHEMA.type_map[name]
        assert isinstance(known, GraphQLEnumType)
        assert {one.value for one in kind} <= set(known.values), name


def test_its_inputs_give_what_the_graph_takes() -> None:
    found = declared(input_types, BaseModel)
    assert len(found) > 10
    for name, kind in found.items():
        known = SCHEMA.type_map[name]
        assert isinstance(known, GraphQLInputObjectType)
        given = {one.alias or key for key, one in kind.model_fields.items()}
        wanted = {key for key, one in known.fields.items() if is_required_input_field(one)}
        assert wanted <= given <= set(known.fields), name


def declared(module: ModuleType, base: type) -> dict[str, Any]:
    """The classes that a module of the client defines."""
    return {
        name: kind
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, base) and kind.__module__ == module.__name__
    }
