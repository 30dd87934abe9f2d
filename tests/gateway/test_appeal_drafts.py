"""What a member has begun to write is shown to nobody else, whoever they are."""

import pytest

from tests.gateway.conftest import Gateway

STAFF = '{ member(id: "m-1") { appealDrafts { draftId text } } }'


async def test_its_member_reads_it(gateway: Gateway) -> None:
    data = await gateway.data("{ me { appealDrafts { draftId state text } } }")
    assert data["me"]["appealDrafts"] == [{"draftId": "d-1", "state": "DRAFT", "text": "I paid."}]


@pytest.mark.parametrize("kind", ["reviewer", "specialist", "admin"])
async def test_staff_of_no_kind_do(gateway: Gateway, kind: str) -> None:
    claims = {"staff_kind": kind, "second_factor": True}
    answer = await gateway.post(STAFF, "staff", id="s-1", claims=claims)
    assert answer["data"]["member"]["appealDrafts"] == []
    assert "I paid." not in str(answer)
