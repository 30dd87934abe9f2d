"""What administrators do with partners, and partners with their keys."""

from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.passes.report_secrets import ReportSecrets
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.partner.partners import Partner
from gateway.schema.partner.words import KeyScope
from gateway.schema.permissions import ADMINS, mutation
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.membership.contract import partner_commands as c
from services.membership.contract.partner_views import PartnerOutcome
from services.shared.callers import THE_SHOP


@strawberry.input
class CreatePartnerInput(Input):
    partner_id: strawberry.ID = strawberry.field(
        description="2 to 40 small letters, digits or dashes; it stays. @host: the shop itself."
    )
    name: str = strawberry.field(description="As members read it.")
    contact_email: str = strawberry.field(
        description="Where its people are told of what goes wrong."
    )


@strawberry.input(description="What is given replaces what there is.")
class RenamePartnerInput(Input):
    partner_id: strawberry.ID
    name: str | None = None
    contact_email: str | None = None


@strawberry.input
class PartnerReasonInput(Input):
    partner_id: strawberry.ID
    reason: str


@strawberry.input
class IssueKeyInput(Input):
    partner_id: strawberry.ID
    scopes: list[KeyScope]
    label: str = strawberry.field(
        default="", description="What the key is for, as whoever issues it calls it; may be empty."
    )


@strawberry.input
class KeyInput(Input):
    key_id: strawberry.ID = strawberry.field(description="As `partner { keys }` lists it.")
    partner_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of administrators; partners have their own keys only."
    )


@strawberry.type(description="The partner after the change.")
class PartnerSuccess:
    partner: Partner
    key: str | None = strawberry.field(
        description="`rk_…`, where one was made: it is shown this once. Whoever lost it turns it."
    )
    key_id: strawberry.ID | None = strawberry.field(description="Of the key that this is about.")
    report_secret: str | None = strawberry.field(
        description="`whsec_…`, of a new key of the shop with REPORTS: what it signs reports with "
        "that it posts to /host/reports/{keyId}."
    )
    repeated: bool = strawberry.field(description=REPEATED)


PartnerResult = Annotated[
    PartnerSuccess | AnyProblem, answers("PartnerResult", "A changed partner.")
]


@strawberry.type
class PartnerMutations:
    @mutation(*ADMINS, confirmed=True, description="A new partner; it has no key yet.")
    async def create_partner(self, info: Info, input: CreatePartnerInput) -> PartnerResult:
        command = c.CreatePartner(
            partner_id=input.partner_id, name=input.name, contact_email=input.contact_email
        )
        return await _manage(info, command, input)

    @mutation(*ADMINS, confirmed=True, description="Another name, another contact.")
    async def rename_partner(self, info: Info, input: RenamePartnerInput) -> PartnerResult:
        command = c.RenamePartner(
            partner_id=input.partner_id, name=input.name, contact_email=input.contact_email
        )
        return await _manage(info, command, input)

    @mutation(*ADMINS, description="Its keys end as by revokeKey, and nothing is sent to it.")
    async def cut_off_partner(self, info: Info, input: PartnerReasonInput) -> PartnerResult:
        command = c.CutOffPartner(partner_id=input.partner_id, reason=input.reason)
        return await _manage(info, command, input)

    @mutation(*ADMINS, confirmed=True, description="Lets a partner that was cut off in again.")
    async def readmit_partner(self, info: Info, input: PartnerReasonInput) -> PartnerResult:
        command = c.ReadmitPartner(partner_id=input.partner_id, reason=input.reason)
        return await _manage(info, command, input)

    @mutation(*ADMINS, confirmed=True, description="A new key; the answer shows it, this once.")
    async def issue_key(self, info: Info, input: IssueKeyInput) -> PartnerResult:
        command = c.IssueKey(
            partner_id=input.partner_id, scopes=tuple(input.scopes), label=input.label
        )
        return await _manage(info, command, input)

    @mutation(
        Role.PARTNER,
        Role.HOST,
        *ADMINS,
        scope=KeyScope.KEYS,
        confirmed=True,
        description="A new key with the same scopes, shown this once; the old one stays good for "
        "24 hours.",
    )
    async def turn_key(self, info: Info, input: KeyInput) -> PartnerResult:
        command = c.TurnKey(partner_id=_partner(info, input.partner_id), key_id=input.key_id)
        return await _manage(info, command, input)

    @mutation(
        Role.PARTNER,
        Role.HOST,
        *ADMINS,
        scope=KeyScope.KEYS,
        confirmed=True,
        description="The key opens nothing any more: within two seconds nothing new is answered, "
        "within five what is open is closed.",
    )
    async def revoke_key(self, info: Info, input: KeyInput) -> PartnerResult:
        command = c.RevokeKey(partner_id=_partner(info, input.partner_id), key_id=input.key_id)
        return await _manage(info, command, input)


def _partner(info: Info, named: str | None) -> str:
    """The one whose key this is, or whom an administrator names."""
    viewer = info.context.viewer
    own = viewer.follower if viewer.role in (Role.PARTNER, Role.HOST) else ""
    if not (named or own):
        raise InvalidInput(
            both("请写明是哪个合作方（partnerId）。", "Say which partner: partnerId."),
            field="partnerId",
        )
    return named or own


def _report_secret(info: Info, outcome: PartnerOutcome) -> str | None:
    """Shown with a key that was just made, as the key is."""
    made = [key for key in outcome.partner.keys if outcome.key and key.key_id == outcome.key_id]
    if outcome.partner.partner_id != THE_SHOP or not any(
        KeyScope.REPORTS in k.scopes for k in made
    ):
        return None
    return ReportSecrets(info.context.settings).of(outcome.key_id)[0]


async def _manage(info: Info, command: c.AnyPartnerCommand, input: Input) -> PartnerSuccess:
    caller = info.context.caller(input.idempotency_key)
    outcome = await info.context.apis.membership.manage_partner(command, caller)
    return PartnerSuccess(
        partner=Partner.of(outcome.partner),
        key=outcome.key,
        key_id=strawberry.ID(outcome.key_id) if outcome.key_id else None,
        report_secret=_report_secret(info, outcome),
        repeated=outcome.repeated,
    )
