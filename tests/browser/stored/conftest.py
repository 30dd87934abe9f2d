"""All that was written, once for whoever looks at it."""

from collections.abc import AsyncIterator

import pytest

from tests.browser.stored import about_members, for_all, outside, reviewing
from tests.browser.stored.cast import Cast, cast
from tests.fakes.receiver import receiving
from tests.flows.conftest import System


@pytest.fixture(scope="package")
async def written(world: System) -> AsyncIterator[Cast]:
    async with cast(world) as people, receiving() as receiver:
        await outside.of_the_shop(people)
        await outside.of_a_member(people)
        await outside.of_an_account(people)
        await outside.of_a_partner(people, f"{receiver.url}/hostile")
        await reviewing.of_a_reviewer(people)
        await about_members.of_staff_to_members(people)
        await for_all.of_staff_to_all(people)
        await outside.of_who_lost_an_account(people)
        await about_members.of_who_decides_on_accounts(people)
        await about_members.of_who_finds_a_damaged_record(people)
        yield people
