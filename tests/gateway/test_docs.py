"""Every example of the pages runs, as the role that it names, or without a token."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from graphql import FieldNode, OperationDefinitionNode, OperationType, parse, print_ast

from gateway.cursors.feed_cursors import feed_cursor
from gateway.documents import limits
from gateway.identity.viewer import Role
from infra.kernel.feed import Place
from tests.gateway.conftest import Gateway
from tests.gateway.cursors import cursors
from tests.gateway.test_subscriptions import following

TEXT = Path("docs/graphql.md").read_text()
OF_A_SUPERGRAPH = Path("docs/federation.md")
"""Its examples are asked of a router: tests/clients/federation_clients.py."""
PAGES = [
    Path("README.md"),
    Path("gateway/client/README.md"),
    *sorted({*Path("docs").rglob("*.md")} - {OF_A_SUPERGRAPH}),
]
BLOCK = re.compile(
    r"```graphql\n# (?:as (\w+)|without a token)\n(.*?)```(?:\n```json\n(.*?)```)?", re.DOTALL
)
GIVEN = {
    "code": "123456",
    "after": "",
    "keyId": "key-1",
    "endpointId": "we-1",
    "paidAt": "2026-11-21T08:30:00Z",
}
"""For variables that a page explains in words, as one has them from an earlier step."""
FIVE = 5


class Example(NamedTuple):
    """One operation. `role`: empty without a token."""

    page: Path
    role: str
    operation: OperationDefinitionNode
    given: dict[str, Any]

    @property
    def variables(self) -> dict[str, Any]:
        names = [one.variable.name.value for one in self.operation.variable_definitions or ()]
        return self.given or {name: GIVEN[name] for name in names}

    def __str__(self) -> str:
        named = self.operation.name.value if self.operation.name else _fields(self.operation)[0][0]
        return f"{self.page.name}-{named}"


def _examples() -> Iterator[Example]:
    for page in PAGES:
        for role, block, given in BLOCK.findall(page.read_text()):
            for one in parse(block).definitions:
                assert isinstance(one, OperationDefinitionNode)
                yield Example(page, role, one, json.loads(given or "{}"))


def _fields(operation: OperationDefinitionNode) -> list[tuple[str, str]]:
    """What the answer and what the graph calls the fields that it asks for."""
    fields = operation.selection_set.selections
    assert all(isinstance(field, FieldNode) for field in fields)
    return [
        (field.alias.value if field.alias else field.name.value, field.name.value)
        for field in fields
        if isinstance(field, FieldNode)
    ]


EXAMPLES = list(_examples())


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_block_is_an_example(page: Path) -> None:
    text = page.read_text()
    assert len(BLOCK.findall(text)) == text.count("```graphql")


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
async def test_the_example_runs(gateway: Gateway, example: Example) -> None:
    query = print_ast(example.operation)
    if example.operation.operation is OperationType.SUBSCRIPTION:
        await follow(gateway, example.role, query, example.variables)
        return
    data = await gateway.data(query, example.role or None, **example.variables)
    for name, _ in _fields(example.operation):
        answer = data[name]
        assert answer or answer == {}, "nothing there; empty where only problems are asked for"
        if isinstance(answer, dict):
            assert not {"code", "message"} & set(answer)


async def follow(gateway: Gateway, role: str, query: str, variables: dict[str, Any]) -> None:
    token = gateway.token(role, "m-1")
    await gateway.apis.membership.stream.add("m-1")
    async with following(gateway, query, token, **variables) as follower:
        if variables.get("after"):
            assert (await follower.next())["cursor"] == feed_cursor(
                cursors("membership-changes", Role(role)), Place(0, (1,))
            )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ANONYMOUS])
def test_each_role_is_shown_its_main_tasks(role: Role) -> None:
    shown = {graph for one in EXAMPLES if one.role == role for _, graph in _fields(one.operation)}
    assert set(MAIN_TASKS[role]) <= shown
    assert len(MAIN_TASKS[role]) >= FIVE


MAIN_TASKS = {
    Role.MEMBER: [
        *("me", "enrol", "renew", "cancel", "undoChange", "freeze", "releaseHold", "openAppeal"),
        *("replyToAppeal", "setPreference", "setContacts", "allowPartner", "claimPayment"),
    ],
    Role.STAFF: [
        *("appealQueue", "takeNextAppeal", "answerAppeal", "decideAppeal", "findMembers"),
        *("placeHold", "releaseMemberHold", "draftCorrections", "confirmIncident"),
        *("publishTemplate", "publishPlan", "issueKey"),
    ],
    Role.PARTNER: ["statusFeed", "statusChanges", "createWebhook", "replayWebhooks", "turnKey"],
    Role.HOST: [
        *("registerMember", "topUpBalance", "reportPayment", "reportOrder", "reportLogin"),
        *("reportRefund", "entitlements", "entitlementPass", "entitlementChanged"),
    ],
}


def test_every_code_of_the_limits_is_named() -> None:
    for code, _says, _mend in limits._WORDS.values():
        assert f"`{code}`" in TEXT


def test_every_mutation_of_the_host_and_every_role_is_named() -> None:
    for word in ("topUpBalance", "reportLogin", "reportOrder", "registerMember", "reportPayment"):
        assert word in TEXT
