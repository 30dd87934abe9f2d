"""The Explorer's examples: each does what its title says where nothing was done yet."""

import re
from pathlib import Path
from typing import Any, Final

import pytest

from tests.client import Client
from tests.flows.conftest import System
from tests.flows.test_subscriptions import following

pytestmark = pytest.mark.systems("one")
EXAMPLES: Final = Path("gateway/web/pages/explorer/examples")
PEOPLE: Final = {
    "host": "shop",
    "staff": "reviewer-1",
    "member": "explorer-1",
    "partner": "explorer-games",
}
"""In the order in which the page shows them."""


def examples(role: str) -> list[str]:
    return re.split(r"\n\n(?=# )", (EXAMPLES / f"{role}.graphql").read_text("utf-8").strip())


async def answered(system: System, client: Client, text: str) -> dict[str, Any]:
    if "\nsubscription " not in text:
        return await client.run(text)
    async with following(system, client.token, text) as follower:
        return await follower.next()


async def test_each_example_works_in_the_order_in_which_it_is_shown(system: System) -> None:
    for role, id in PEOPLE.items():
        sure = {"second_factor": True} if role == "member" else {}
        async with Client(system.gateway, language="en") as client:
            await client.sign_in(role, id, **sure)
            for text in examples(role):
                told = await answered(system, client, text)
                assert "'message'" not in str(told), (text, told)
                assert told, text


def test_the_page_offers_those_people_and_all_the_examples() -> None:
    offered = (EXAMPLES.parent / "people.ts").read_text("utf-8")
    assert {path.stem for path in EXAMPLES.glob("*.graphql")} == set(PEOPLE)
    for role, id in PEOPLE.items():
        assert f'{role}: "{id}"' in offered
