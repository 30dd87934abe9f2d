"""The providers of a sandbox, for both channels."""

from typing import Final

from infra.concurrency.wakeup import Wakeup
from infra.process.component import Loop
from infra.storage.mongo import connect, database
from services.notify.contract.sandbox import GetSandboxMessages, SandboxMessages
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature, one_by_one
from services.notify.providers.kinds import MailKind, SmsKind, UnsubscribeLink
from services.notify.providers.sandbox.messages import SandboxStore
from services.notify.providers.sandbox.providers import SandboxMail, SandboxSms
from services.notify.settings import NotifySettings

_FORGETS_EVERY: Final = 600.0
"""Seconds."""


def _sms(settings: NotifySettings) -> SandboxSms:
    return SandboxSms(lambda: _store(settings))


def _mail(settings: NotifySettings, _unsubscribe: UnsubscribeLink) -> SandboxMail:
    return SandboxMail(lambda: _store(settings))


def _store(settings: NotifySettings) -> SandboxStore:
    return SandboxStore(database(connect(settings), settings.database("notify")))


def _shows_them(_settings: NotifySettings, core: Core) -> Feature:
    store = SandboxStore(core.base.db)

    async def messages(asked: GetSandboxMessages) -> SandboxMessages:
        return SandboxMessages(messages=tuple(await store.latest(asked.to, asked.first)))

    async def forget(_epoch: int) -> None:
        await Wakeup().keep_at(store.forget, _FORGETS_EVERY)

    return Feature(
        queries={GetSandboxMessages: one_by_one(messages)},
        loops=[Loop(name="forget messages of the sandbox", run=forget)],
    )


SANDBOX_SMS: Final = SmsKind(build=_sms, hears=_shows_them)
SANDBOX_MAIL: Final = MailKind(build=_mail)
