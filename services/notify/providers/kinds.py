"""A kind of provider: how one is built of the settings, and what it brings to the service."""

from collections.abc import Callable
from typing import NamedTuple

from services.notify.contract.words import Topic
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature
from services.notify.core.ports.providers import MailProvider, SmsProvider
from services.notify.settings import NotifySettings

UnsubscribeLink = Callable[[str, Topic], str]
"""Of a member and a topic; empty where there is none."""
Hears = Callable[[NotifySettings, Core], Feature]
"""The addresses that its reports come to, or the loop that fetches them."""


def hears_nothing(_settings: NotifySettings, _core: Core) -> Feature:
    return Feature()


class SmsKind(NamedTuple):
    build: Callable[[NotifySettings], SmsProvider]
    hears: Hears = hears_nothing


class MailKind(NamedTuple):
    build: Callable[[NotifySettings, UnsubscribeLink], MailProvider]
    hears: Hears = hears_nothing
