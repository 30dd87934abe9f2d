"""A package is loaded whole, or not at all."""

import io
import zipfile
from typing import Any

import pytest

from infra.kernel.errors import Forbidden
from services.appeals.contract.package import PackageFile, PackageView
from tests.gateway.conftest import Gateway

ASK = '{ appeal(number: "AP-20261121-0001") { package { path fileName } } }'
TEXT = PackageFile(name="case.zh.html", size=5, sha256="", content=b"hello")
KEPT = PackageFile(name="files/01.png", size=3, sha256="", evidence_id="f-1")


async def loaded(gateway: Gateway, role: str, **claims: Any) -> tuple[int, bytes, Any]:
    path = (await gateway.post(ASK, role, claims=claims))["data"]["appeal"]["package"]["path"]
    async with gateway.session.get(f"{gateway.url}{path}") as response:
        return response.status, await response.read(), response.headers


def packed(gateway: Gateway, monkeypatch: pytest.MonkeyPatch, *files: PackageFile) -> None:
    view = PackageView(number="AP-20261121-0001", member_id="m-1", files=files)
    answer = gateway.apis.appeals.answer

    def answered(query: Any) -> Any:
        return view if type(query).__name__ == "GetPackage" else answer(query)

    monkeypatch.setattr(gateway.apis.appeals, "answer", answered)


async def test_it_is_saved_and_not_shown(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    packed(gateway, monkeypatch, TEXT)
    status, content, headers = await loaded(gateway, "member")
    assert status == 200
    assert headers["content-type"] == "application/zip"
    assert headers["content-disposition"] == 'attachment; filename="AP-20261121-0001.zip"'
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("case.zh.html") == b"hello"
    assert gateway.apis.membership.kept == []


async def test_the_wording_of_a_complaint_is_told_without_the_package(gateway: Gateway) -> None:
    ask = '{ appeal(number: "AP-20261121-0001") { complaintTexts { name text } } }'
    found = (await gateway.data(ask))["appeal"]["complaintTexts"]
    assert found == [{"name": "complaint/12315.zh.txt", "text": "投诉书"}]


async def test_that_staff_loaded_it_is_kept(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(gateway, monkeypatch, TEXT)
    assert (await loaded(gateway, "staff"))[0] == 200
    read = [one for _, one in gateway.apis.membership.kept if one.field == "package"]
    assert [one.members for one in read] == [("m-1",)]


async def test_who_may_not_open_a_file_of_it_gets_nothing_of_it(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(gateway, monkeypatch, TEXT, KEPT)

    async def refused(*_: object) -> None:
        raise Forbidden("For specialists.")

    monkeypatch.setattr(gateway.apis.appeals, "file", refused, raising=False)
    status, content, _ = await loaded(gateway, "staff", staff_kind="reviewer")
    assert status == 404
    assert b"hello" not in content
    assert [one for _, one in gateway.apis.membership.kept if one.field == "package"] == []
