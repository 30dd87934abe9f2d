"""Unsubscribing with one click (RFC 8058): POST does it, GET only asks, nobody signs in."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from services.notify.contacts.domain.unsubscribing import token_for
from services.notify.contacts.unsubscribe_page import UnsubscribeLinks
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView
from services.notify.contract.words import Channel, Topic
from tests.contract.notify_system import House, callbacks, house
from tests.servers import Sinks

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
async def notify(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> AsyncIterator[House]:
    async with house(mongo_url, broker_url, database_prefix, sinks, tmp_path) as built:
        await built.know("m-1")
        await built.know("m-2", language="en")
        async with callbacks(built):
            yield built


def link(notify: House, member_id: str = "m-1") -> str:
    secret = notify.settings.code_secret.get_secret_value().encode()
    return UnsubscribeLinks(notify.settings.public_base, secret)(member_id, Topic.RENEWAL)


async def call(method: str, url: str, **options: object) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, **options) as response,  # type: ignore[arg-type]  # options
    ):
        assert response.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        return response.status, await response.text()


async def by_mail(notify: House, member_id: str = "m-1") -> bool:
    [profile] = await notify.api.read([GetProfile(member_id=member_id)])
    assert isinstance(profile, ProfileView)
    [renewal] = [p for p in profile.preferences if p.topic is Topic.RENEWAL]
    return Channel.EMAIL in renewal.channels


async def test_a_scanner_that_follows_the_link_changes_nothing(notify: House) -> None:
    for _ in range(3):
        status, page = await call("GET", link(notify))
        assert status == 200
    assert "不再通过邮件接收续费和余额提醒？" in page
    assert '<form method="post">' in page
    assert await by_mail(notify)


async def test_one_click_turns_mail_on_the_topic_off_however_often(notify: House) -> None:
    for _ in range(2):
        status, page = await call("POST", link(notify), data=ONE_CLICK)
        assert status == 200
        assert "已退订" in page
    assert not await by_mail(notify)
    assert await by_mail(notify, "m-2")


async def test_the_page_speaks_the_members_language(notify: House) -> None:
    _, page = await call("GET", link(notify, "m-2"), headers={"Accept-Language": "zh"})
    assert "No more e-mail about renewals and balance?" in page
    assert 'lang="en"' in page
    _, page = await call("POST", link(notify, "m-2"))
    assert "You are unsubscribed" in page


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_link_that_we_never_made_does_nothing(notify: House, method: str) -> None:
    base = notify.settings.public_base
    made_up = token_for(b"another secret", "m-1", Topic.RENEWAL)
    for token in (made_up, "x", link(notify)[-20:], "%00", "a" * 5000):
        status, page = await call(
            method, f"{base}/unsubscribe/{token}", headers={"Accept-Language": "en"}
        )
        assert status == 404
        assert "does not work" in page
    assert await by_mail(notify)


async def test_a_mandatory_topic_and_a_member_who_is_gone(notify: House) -> None:
    secret = notify.settings.code_secret.get_secret_value().encode()
    base = notify.settings.public_base
    status, _ = await call("POST", f"{base}/unsubscribe/{token_for(secret, 'm-1', Topic.STATUS)}")
    assert status == 404
    status, _ = await call("POST", link(notify, "m-gone"))
    assert status == 200
