"""Contacts, put together: where members are reached, what they want to hear, and codes."""

from collections.abc import Awaitable, Callable

from infra.concurrency.wakeup import Wakeup
from infra.process.component import Loop
from services.notify.contacts.carried_codes import CarriedCodes
from services.notify.contacts.commands import ContactCommands
from services.notify.contacts.finding import MemberFinding
from services.notify.contacts.one_time_codes import OneTimeCodes
from services.notify.contacts.preference_commands import PreferenceCommands
from services.notify.contacts.queries import ContactQueries
from services.notify.contacts.suppression_commands import SuppressionCommands
from services.notify.contacts.unsubscribe_page import UnsubscribeLinks, UnsubscribePage
from services.notify.contract.commands import (
    CarryCode,
    SendCode,
    SetContacts,
    VerifyCode,
    VerifyContact,
)
from services.notify.contract.queries import (
    CheckPhoneDigits,
    FindMembers,
    GetContactsAt,
    GetProfile,
    GetSuppressions,
)
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature, Handle, one_by_one
from services.notify.core.recipients.moves import KEPT_FOR
from services.notify.settings import NotifySettings

_LOOKS_AGAIN = 60.0  # seconds


def contacts_feature(settings: NotifySettings, core: Core, contacting: ContactCommands) -> Feature:
    """`contacting`: see `build_contact_commands`."""
    suppressing, quiet = _suppressing(core), core.policy.quiet_hours
    queries = ContactQueries(core.recipients, core.suppressions, quiet)
    codes = _codes(settings, core)
    carrying = CarriedCodes(
        recipients=core.recipients,
        suppressing=suppressing,
        writer=core.writer,
        queue=core.queue,
        policy=core.policy,
        clock=core.clock,
    )
    page = UnsubscribePage(
        secrets=settings.code_keys,
        operator=settings.operator_name,
        recipients=core.recipients,
        unsubscribe=suppressing.unsubscribe,
    )
    commands: dict[type, Handle] = {
        SetContacts: contacting.set,
        VerifyContact: contacting.verify,
        SendCode: codes.send,
        VerifyCode: codes.verify,
        CarryCode: carrying.carry,
        **suppressing.handlers(),
        **PreferenceCommands(core.recipients, suppressing, quiet, core.clock).handlers(),
    }
    return Feature(
        commands=commands,
        queries={
            GetProfile: queries.profiles,
            GetContactsAt: one_by_one(queries.contacts_at),
            GetSuppressions: one_by_one(queries.suppressed),
            CheckPhoneDigits: one_by_one(queries.check_digits),
        },
        routes=page.routes(),
        loops=[Loop(name="forget old addresses", run=_forgetting(core))],
    )


def finding_feature(core: Core) -> Feature:
    finding = MemberFinding(core.base.db, core.recipients, core.hash_key)
    return Feature(
        queries={FindMembers: one_by_one(finding.find)},
        loops=[Loop(name="hash what members are found by", run=_hashing(finding))],
    )


def _forgetting(core: Core) -> Callable[[int], Awaitable[None]]:
    async def step() -> int:
        await core.recipients.forget_moves(core.clock.now() - KEPT_FOR)
        return 0

    async def run(_epoch: int) -> None:
        await Wakeup().keep_at(step, _LOOKS_AGAIN)

    return run


def _hashing(finding: MemberFinding) -> Callable[[int], Awaitable[None]]:
    async def run(_epoch: int) -> None:
        await Wakeup().keep_at(finding.step, _LOOKS_AGAIN)

    return run


def build_contact_commands(settings: NotifySettings, core: Core) -> ContactCommands:
    return ContactCommands(
        recipients=core.recipients,
        codes=_codes(settings, core),
        suppressing=_suppressing(core),
        renderer=core.renderer,
        queue=core.queue,
        policy=core.policy,
        clock=core.clock,
    )


def unsubscribe_links(settings: NotifySettings) -> UnsubscribeLinks:
    return UnsubscribeLinks(settings.public_base, settings.code_keys[0])


def _suppressing(core: Core) -> SuppressionCommands:
    return SuppressionCommands(
        core.recipients, core.suppressions, core.clock, core.policy.quiet_hours
    )


def _codes(settings: NotifySettings, core: Core) -> OneTimeCodes:
    return OneTimeCodes(
        recipients=core.recipients,
        challenges=core.challenges,
        addresses=core.suppressions,
        suppressing=_suppressing(core),
        queue=core.queue,
        clock=core.clock,
        secrets=settings.code_keys,
    )
