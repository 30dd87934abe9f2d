"""An export is asked for with a code, and loaded once."""

import io
import zipfile
from typing import Any

import aiohttp
import pytest

from services.membership.contract import exports as x
from services.notify.contract.commands import VerifyCode
from services.notify.contract.words import CodePurpose
from tests.gateway.conftest import Gateway

LINK = """mutation { exportLink(input: {code: "123456"}) { __typename
    ... on ExportSuccess { link { path fileName } } ... on Problem { code } } }"""
ASK = """mutation { requestExport(input: {code: "123456"}) { __typename
    ... on ExportSuccess { export { state progress exportId } } ... on Problem { code } } }"""


async def link(gateway: Gateway) -> str:
    made = (await gateway.data(LINK))["exportLink"]
    assert made["link"]["fileName"] == "export-x-1.zip"
    return str(made["link"]["path"])


async def get(gateway: Gateway, path: str, method: str = "GET") -> tuple[int, bytes, Any]:
    async with gateway.session.request(method, f"{gateway.url}{path}") as response:
        return response.status, await response.read(), response.headers


def done(gateway: Gateway, kind: type) -> list[Any]:
    return [one for one, _ in gateway.apis.membership.executed if isinstance(one, kind)]


async def test_a_code_is_spent_before_anything_is_asked_for(gateway: Gateway) -> None:
    answer = (await gateway.data(ASK))["requestExport"]
    assert answer["export"] == {"state": "READY", "progress": 100, "exportId": "x-1"}
    [verified] = [one for one, _ in gateway.apis.notify.executed]
    assert verified == VerifyCode(member_id="m-1", purpose=CodePurpose.EXPORT, code="123456")
    [by] = [by for one, by in gateway.apis.membership.executed if isinstance(one, x.RequestExport)]
    assert by.second_factor


async def test_it_is_loaded_once_and_then_it_is_said_so(gateway: Gateway) -> None:
    path = await link(gateway)
    status, content, headers = await get(gateway, path)
    assert status == 200
    assert headers["content-type"] == "application/zip"
    assert headers["content-disposition"] == 'attachment; filename="export-x-1.zip"'
    assert headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("data/orders.json") == b"[1,2]\n"
    assert done(gateway, x.FinishExport) == [x.FinishExport(member_id="m-1", export_id="x-1")]
    assert (await get(gateway, path))[0] == 404


async def test_to_look_at_a_link_spends_nothing(gateway: Gateway) -> None:
    path = await link(gateway)
    assert (await get(gateway, path, "HEAD"))[0] == 405
    assert (await get(gateway, path.replace("/exports/", "/files/")))[0] == 404
    assert (await get(gateway, path.replace("/exports/", "/exports/A")))[0] == 404
    assert done(gateway, x.OpenExport) == []
    assert (await get(gateway, path))[0] == 200


async def test_whoever_leaves_before_the_end_has_not_got_it(gateway: Gateway) -> None:
    async def broken(*_: Any) -> bytes:
        raise RuntimeError("the service is away")

    gateway.apis.membership.export_piece = broken  # type: ignore[method-assign]  # it breaks off
    async with gateway.session.get(f"{gateway.url}{await link(gateway)}") as response:
        with pytest.raises(aiohttp.ClientError):
            await response.read()
    assert done(gateway, x.FinishExport) == []


async def test_staff_have_no_export_of_anybody(gateway: Gateway) -> None:
    assert await gateway.code("{ export { state } }", "staff") == "FORBIDDEN"
    answer = await gateway.data(ASK, "staff")
    assert answer["requestExport"]["code"] == "FORBIDDEN"
