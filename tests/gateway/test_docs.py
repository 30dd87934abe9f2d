"""Every example of docs/graphql.md runs, as the role that it names."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    parse,
    validate,
)

from gateway.cursors.feed_cursors import feed_cursor
from gateway.documents import limits
from gateway.identity.viewer import Role
from infra.kernel.feed import Place
from tests.gateway.conftest import Gateway
from tests.gateway.cursors import cursors
from tests.gateway.test_subscriptions import following

TEXT = Path("docs/graphql.md").read_text()
BLOCK = re.compile(r"```graphql\n# as (\w+)\n(.*?)```(?:\n```json\n(.*?)```)?", re.DOTALL)
EXAMPLES = [(role, query, json.loads(given or "{}")) for role, query, given in BLOCK.findall(TEXT)]


SCHEMA = build_schema(Path("gateway/schema.graphql").read_text())
FOR_PROGRAMS = [
    found
    for page in ("partners", "entitlement")
    for found in re.findall(r"```graphql\n(.*?)```", Path(f"docs/{page}.md").read_text(), re.DOTALL)
]


def operation(query: str) -> OperationDefinitionNode:
    [found] = parse(query).definitions
    assert isinstance(found, OperationDefinitionNode)
    return found


def name(example: tuple[str, str, Any]) -> str:
    found = operation(example[1]).name
    assert found is not None
    return found.value


def test_every_block_is_an_example() -> None:
    assert len(EXAMPLES) == TEXT.count("```graphql") > 10


@pytest.mark.parametrize("example", EXAMPLES, ids=map(name, EXAMPLES))
async def test_the_example_runs(gateway: Gateway, example: tuple[str, str, Any]) -> None:
    role, query, variables = example
    asked = operation(query)
    if asked.operation is OperationType.SUBSCRIPTION:
        await follow(gateway, role, query, variables)
        return
    data = await gateway.data(query, role, **variables)
    for field in asked.selection_set.selections:
        assert isinstance(field, FieldNode)
        assert "code" not in data[field.name.value]
        assert data[field.name.value]


async def follow(gateway: Gateway, role: str, query: str, variables: dict[str, Any]) -> None:
    token = gateway.token(role, "m-1")
    await gateway.apis.membership.stream.add("m-1")
    async with following(gateway, query, token, **variables) as follower:
        if "after" in variables:
            assert (await follower.next())["cursor"] == feed_cursor(
                cursors("membership-changes", Role(role)), Place(0, (1,))
            )


@pytest.mark.parametrize("document", FOR_PROGRAMS)
def test_what_programs_are_told_to_ask_can_be_asked(document: str) -> None:
    assert validate(SCHEMA, parse(document)) == []


def test_every_code_of_the_limits_is_named() -> None:
    for code, _says, _mend in limits._WORDS.values():
        assert f"`{code}`" in TEXT


def test_every_mutation_of_the_host_and_every_role_is_named() -> None:
    for word in ("topUpBalance", "reportLogin", "reportOrder", "registerMember", "reportPayment"):
        assert word in TEXT
