"""Every provider passes the same suite: those that members' messages go by, those that stand in for
them in tests, and one that only tests know."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from infra.dev.ports import free_port
from infra.dev.sinks.domestic_api import APPROVED, PATH
from infra.secret_settings import DEVELOPMENT_SECRET
from infra.storage.mongo import Client, database
from services.notify.core.ports.providers import MailProvider, SmsProvider
from services.notify.provider_names import MailRelay
from services.notify.providers.domestic.client import HouseClient
from services.notify.providers.domestic.domain.approved import ApprovedTemplates, listed_in
from services.notify.providers.domestic.sms import DomesticSms
from services.notify.providers.sandbox.behaviour import Behaviour
from services.notify.providers.sandbox.messages import SandboxStore
from services.notify.providers.sandbox.providers import SandboxMail, SandboxSms
from services.notify.providers.smtp.email import SmtpMail
from services.notify.providers.twilio.sms import TwilioSms
from tests.contract.provider_conformance import (
    MailConformance,
    MailPlace,
    SmsConformance,
    SmsPlace,
)
from tests.fakes.notify.pigeon import LOFT, Pigeon
from tests.fakes.notify.providers import MemoryMail, MemorySinks, MemorySms
from tests.servers import Sinks

TEXT = "【Reinstate】您的会员今天到期。"


class AtSinks:
    """The other side are the sinks, running or in memory: they fail as they are told to."""

    failures: ClassVar[dict[str, dict[str, Any]]]

    def __init__(self, provider: Any, sinks: Any, text: str = TEXT) -> None:
        self.provider = provider
        self.sinks = sinks
        self.text = text

    async def arrived(self) -> list[tuple[str, str]]:
        return [(m["to"], m["subject"] or m["body"]) for m in await self._messages()]

    async def _messages(self) -> list[dict[str, Any]]:
        return [{"subject": ""} | m for m in await self.sinks.messages()]

    async def fails(self, how: str) -> None:
        await self.sinks.faults(**self.failures[how])

    async def works(self) -> None:
        await self.sinks.faults()


class AtTwilio(AtSinks):
    provider: SmsProvider
    failures: ClassVar = {
        "busy": {"sms": {"status": 503}},
        "refuses the account": {"sms": {"status": 401}},
        "refuses the number": {"sms": {"status": 400, "code": 21211}},
        "takes it and hangs up": {"sms": {"status": "drop_after_accept"}},
        "silent": {"asked": {"status": 500}},
    }


class AtMailServer(AtSinks):
    provider: MailProvider
    failures: ClassVar = {
        "busy": {"email": {"code": 451}},
        "refuses the account": {"email": {"code": 535, "enhanced": "5.7.8"}},
        "refuses the mailbox": {"email": {"code": 550}},
        "takes it and hangs up": {"email": {"code": "drop_after_body"}},
    }


class TestTwilio(SmsConformance):
    @pytest.fixture
    async def place(self, sinks: Sinks) -> AsyncIterator[SmsPlace]:
        provider = TwilioSms(
            account=sinks.account_sid,
            token=sinks.auth_token,
            sender="+15005550006",
            base_url=sinks.url,
            callback_base="",
        )
        await sinks.clear()
        yield AtTwilio(provider, sinks)
        await provider.close()


class AtHouse(AtSinks):
    provider: SmsProvider
    failures: ClassVar = {
        "busy": {"domestic": {"code": "Throttling.User"}},
        "refuses the account": {"domestic": {"code": "isv.AMOUNT_NOT_ENOUGH"}},
        "refuses the number": {"domestic": {"code": "isv.MOBILE_NUMBER_ILLEGAL", "status": 200}},
        "takes it and hangs up": {"domestic": {"code": "drop_after_accept"}},
        "silent": {"asked": {"status": 500}},
    }


class TestDomestic(SmsConformance):
    @pytest.fixture
    async def place(self, sinks: Sinks) -> AsyncIterator[SmsPlace]:
        listed = listed_in(APPROVED.read_bytes())
        client = HouseClient(
            url=sinks.url + PATH, key_id="development-only", secret=DEVELOPMENT_SECRET
        )
        provider = DomesticSms(client, ApprovedTemplates("Reinstate", listed))
        await sinks.clear()
        text = next(one.text for one in listed["LinkEnded"] if "${" not in one.text)
        yield AtHouse(provider, sinks, f"【Reinstate】{text}")
        await provider.close()


class TestMemory(SmsConformance):
    @pytest.fixture
    def place(self) -> SmsPlace:
        sinks = MemorySinks()
        return AtTwilio(MemorySms(sinks), sinks)


class TestPigeon(SmsConformance):
    @pytest.fixture
    def place(self) -> SmsPlace:
        LOFT.clear()
        return AtTwilio(Pigeon(LOFT), LOFT)


class AtSandbox:
    """Told to fail in the place of what the address asks for."""

    text = TEXT
    failures: ClassVar = {
        "busy": Behaviour.BUSY,
        "refuses the account": Behaviour.OUT_OF_ORDER,
        "refuses the number": Behaviour.DEAD,
        "refuses the mailbox": Behaviour.DEAD,
        "takes it and hangs up": Behaviour.LOST,
    }

    def __init__(self, kind: Any, usual: Behaviour, url: str, prefix: str) -> None:
        self._url, self._prefix = url, prefix
        self._behaviour = self._usual = usual
        self._reached = self._store(url)
        self.provider = kind(lambda: self._reached, lambda _to: self._behaviour)

    async def arrived(self) -> list[tuple[str, str]]:
        kept = await self._store(self._url).latest("", 100)
        return [(one.to, one.subject or one.text) for one in kept]

    async def fails(self, how: str) -> None:
        if how == "silent":
            self._reached._rows = self._store(f"mongodb://127.0.0.1:{free_port()}/")._rows
        else:
            self._behaviour = self.failures[how]

    async def works(self) -> None:
        self._behaviour = self._usual
        self._reached._rows = self._store(self._url)._rows

    def _store(self, url: str) -> SandboxStore:
        client: Client = AsyncIOMotorClient(url, tz_aware=True, serverSelectionTimeoutMS=200)
        return SandboxStore(database(client, self._prefix))


class TestSandbox(SmsConformance):
    @pytest.fixture
    async def place(self, mongo_url: str, database_prefix: str) -> SmsPlace:
        at = AtSandbox(SandboxSms, Behaviour.DELIVERED, mongo_url, database_prefix)
        await at.provider.open()
        return at


class TestSandboxMail(MailConformance):
    @pytest.fixture
    async def place(self, mongo_url: str, database_prefix: str) -> MailPlace:
        return AtSandbox(SandboxMail, Behaviour.SILENT, mongo_url, database_prefix)


class TestSmtp(MailConformance):
    @pytest.fixture
    async def place(self, sinks: Sinks) -> AsyncIterator[MailPlace]:
        relay = MailRelay(sinks.smtp_host, sinks.smtp_port)
        provider = SmtpMail(relay=relay, sender="Shop <membership@shop.example>")
        await sinks.clear()
        yield AtMailServer(provider, sinks)
        await provider.close()


class TestMemoryMail(MailConformance):
    @pytest.fixture
    def place(self) -> MailPlace:
        sinks = MemorySinks()
        return AtMailServer(MemoryMail(sinks), sinks)
