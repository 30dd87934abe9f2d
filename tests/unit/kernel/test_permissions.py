"""The services' own tables: every command is in one, and what is in none is for nobody."""

from typing import Any, get_args

import msgspec
import pytest

from infra.kernel.errors import AppError, Forbidden
from infra.kernel.events import Actor
from services.appeals.contract import commands as appeals
from services.appeals.contract.answer_templates import SaveAnswerTemplate
from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.desk_commands import AbsenceCommand, KnowColleague, SaveQueueRules
from services.appeals.contract.drafts import AddDraftFiles, DraftCommand
from services.appeals.contract.evidence import AddEvidence
from services.appeals.contract.identity import ProveIdentity
from services.appeals.contract.incident_commands import AnyStaffIncidentCommand, JoinIncident
from services.appeals.contract.notices import MarkNoticesRead, SetStaffContact
from services.appeals.contract.permissions import MAY as APPEALS
from services.membership.contract import commands as membership
from services.membership.contract.accounts.commands import AnyAccountCommand
from services.membership.contract.accounts.permissions import MAY as ACCOUNTS
from services.membership.contract.breaker_commands import DecideMassLoss
from services.membership.contract.catalogue_commands import AnyCatalogueCommand
from services.membership.contract.clause_draft_commands import AnyClauseCommand
from services.membership.contract.corrections import AnyCorrectionsCommand
from services.membership.contract.exports import AnyExportCommand
from services.membership.contract.partner_commands import AnyPartnerCommand, RevokeKey
from services.membership.contract.permissions import MAY as MEMBERSHIP
from services.membership.contract.record_incidents import CloseRecordIncident
from services.notify.contract import commands as notify
from services.notify.contract.permissions import MAY as NOTIFY
from services.shared.callers import SYSTEM, ActorKind, Caller, KeyScope, StaffKind
from services.shared.permissions import MEMBER, require

TABLES = {**MEMBERSHIP, **ACCOUNTS, **APPEALS, **NOTIFY}
CALLERS = {
    "m": Caller(actor=Actor(kind=ActorKind.MEMBER, id="m-1")),
    "-": Caller(actor=Actor(kind=ActorKind.ANONYMOUS)),
    "h": Caller(actor=Actor(kind=ActorKind.HOST, id="shop")),
    "p": Caller(actor=Actor(kind=ActorKind.PARTNER, id="p-1")),
    "w": Caller(actor=Actor(kind=ActorKind.PARTNER, id="p-1"), scopes=(KeyScope.WEBHOOKS,)),
    "k": Caller(actor=Actor(kind=ActorKind.PARTNER, id="p-1"), scopes=(KeyScope.KEYS,)),
    "x": Caller(actor=Actor(kind=ActorKind.STAFF, id="s-1"), second_factor=True),
    **{
        letter: Caller(
            actor=Actor(kind=ActorKind.STAFF, id="s-1"), staff_kind=kind, second_factor=confirmed
        )
        for initial, kind in zip("orsa", StaffKind, strict=True)
        for letter, confirmed in ((initial, False), (initial.upper(), True))
    },
}
"""By letter, `o` who only reads; `w` and `k` are a partner whose key has that scope, `x` staff of
no kind, the capital who has a second factor."""

_STAFF = "rRsSaAoO"
EXPECTED = {
    "Enrol": "mh",
    "Renew": "m",
    "SetAutoRenew": "m",
    "Upgrade": "m",
    "Downgrade": "m",
    "Cancel": "m",
    "UndoChange": "m",
    "Freeze": "m",
    "ExtendFreeze": "m",
    "PauseMembership": "m",
    "AskErasure": "m",
    "WithdrawErasure": "m",
    "AskRectification": "m",
    "WithdrawRectification": "m",
    "DecideRectification": "RSA",
    **dict.fromkeys(("RequestExport", "SetMonthlyExport", "GiveVoucher", "OpenExport"), "m"),
    "FinishExport": "m",
    "ResumeMembership": "m",
    "ReportTakeover": "m",
    "OfferTransfer": "m",
    "AcceptTransfer": "m",
    "EndTransfer": "m",
    "AskVerification": "h",
    "VerifyContacts": "mh",
    "ReportThirdPartyRenewal": "h",
    "ReviewThirdPartyRenewal": "SA",
    "TopUp": "h",
    "ReportPayment": "h",
    "ReportLogin": "h",
    "ReportPaymentMethod": "h",
    "RemovePaymentMethod": "h",
    "ReportChargeRefused": "h",
    "ReportOrder": "h",
    "ReportRefund": "h",
    "ClaimPayment": "m",
    "ReportUnpaidRenewal": "h",
    "ReportDisagreement": "h",
    "RefuseClaim": "SA",
    "ReportChargebackWon": "h",
    "NoteActivity": "m",
    "ReleaseHold": "mSA",
    "PlaceStaffHold": "SA",
    "WithdrawBalance": "SA",
    "Correct": "SA",
    "DraftCorrections": "SA",
    "StartCorrections": "SA",
    "ConfirmCorrections": "SA",
    "RefuseCorrections": "SA",
    "ApplyRemedy": "xrRsSaA",
    "PublishClause": "A",
    "SavePlanDraft": "aA",
    "SaveClauseDraft": "aA",
    "PreviewClause": "aA",
    "PublishClauseDraft": "A",
    "AcknowledgeClause": "m",
    "OfferLink": "m",
    "AcceptLink": "m",
    "EndLink": "m",
    "OfferGift": "m",
    "AcceptGift": "m",
    "EndGift": "m",
    "PreviewPlan": "aA",
    "PublishPlan": "A",
    "RetirePlan": "A",
    "CloseRecordIncident": "A",
    "DecideMassLoss": "A",
    "UseBenefit": "mh",
    "ReturnBenefit": "h",
    "ReportOrderRefund": "h",
    "AllowPartner": "m",
    "WithdrawPartner": "m",
    "CreatePartner": "A",
    "RenamePartner": "A",
    "CutOffPartner": "aA",
    "ReadmitPartner": "A",
    "IssueKey": "A",
    "TurnKey": "kA",
    "RevokeKey": "kA",
    "OpenAppeal": "m",
    "OpenCase": "",
    "ReplyToAppeal": "m",
    "WithdrawAppeal": "m",
    "TakeAppeal": "rRsSaA",
    "AskInformation": "rRsSaA",
    "AnswerAppeal": "rRsSaA",
    "AddStaffNote": "rRsSaA",
    "DecideAppeal": "RSA",
    "SaveDraft": "m",
    "SubmitDraft": "m",
    "DiscardDraft": "m",
    "AddDraftFiles": "m",
    "RemoveDraftFile": "m",
    "ReopenAppeal": "m",
    "EscalateAppeal": "m",
    "AskForPerson": "m",
    "ProveIdentity": "m",
    "AddEvidence": "mrRsSaA",
    "RefreshCaseFile": "mrRsSaA",
    "RestoreProvisionally": "",
    "EndProvisional": "",
    "TakeNext": "rRsSaA",
    "AssignAppeal": "rRsSaA",
    "GiveBackAppeal": "rRsSaA",
    "ConfirmDecision": "RSA",
    "ReturnDecision": "RSA",
    "KnowColleague": "",
    "ReleaseTasks": "",
    "SetAbsence": "rRsSaA",
    "EndAbsence": "rRsSaA",
    "SaveQueueRules": "A",
    "SetCalendar": "A",
    "SaveAnswerTemplate": "aA",
    "MarkNoticesRead": "rRsSaA",
    "SetStaffContact": "rRsSaA",
    "JoinIncident": "m",
    "OpenIncident": "SA",
    "PreviewIncident": "SA",
    "ConfirmIncident": "SA",
    "SecondIncident": "SA",
    "PauseIncident": "SA",
    "ResumeIncident": "SA",
    "CancelIncident": "SA",
    "DismissIncident": "SA",
    "RetryRefused": "SA",
    "HandOver": "SA",
    "PublishStatus": "SA",
    "TellStaff": "",
    "SetContacts": "mhSA",
    "SetPreference": "m",
    "SetQuietHours": "m",
    "SetDigest": "m",
    "SetMarketingConsent": "m",
    "VerifyContact": "m",
    "SendCode": "m",
    "VerifyCode": "m",
    "CarryCode": "",
    "BeginSignUp": "-m" + _STAFF,
    "ConfirmSignUp": "-m" + _STAFF,
    "BeginSignIn": "-m" + _STAFF,
    "ConfirmSignIn": "-m" + _STAFF,
    "BeginReset": "-m" + _STAFF,
    "FinishReset": "-m" + _STAFF,
    "RefreshSession": "-m" + _STAFF,
    "SetPassword": "m" + _STAFF,
    **dict.fromkeys(("InviteStaff", "RenewInvitation", "ChangeStaffKind", "OffboardStaff"), "A"),
    **dict.fromkeys(("ResetStaffSignIn", "ResetPasswordOf"), "A"),
    "EndSessionsOf": "A",
    **dict.fromkeys(("BeginJoining", "JoinStaff"), "-"),
    "EndSession": "m" + _STAFF,
    "EndOtherSessions": "m" + _STAFF,
    **dict.fromkeys(
        ("AskAccountBack", "ConfirmAccountBack", "StopAccountRequestByCode"), "-m" + _STAFF
    ),
    "StopAccountRequest": "m" + _STAFF,
    "DecideAccountRequest": "SA",
    "NameDevice": "m" + _STAFF,
    "RemoveDevice": "m" + _STAFF,
    "DisownSignIn": "m" + _STAFF,
    "RegisterAccount": "h",
    "FollowContacts": "m",
    "BeginPasskeySignIn": "-m" + _STAFF,
    "SignInWithPasskey": "-m" + _STAFF,
    **dict.fromkeys(
        ("BeginTotp", "ConfirmTotp", "BeginPasskey", "AddPasskey", "RemoveFactor"), "m" + _STAFF
    ),
    "MakeRecoveryCodes": "m" + _STAFF,
    "StepUp": "m" + _STAFF,
    "MarkShown": "m",
    "MarkOpened": "m",
    "Unsubscribe": "m",
    "SuppressAddress": "SA",
    "LiftSuppression": "SA",
    "TakeTask": "rRsSaA",
    "FinishTask": "rRsSaA",
    "ReplayDeliveries": "sSaA",
    "SaveTemplateDraft": "aA",
    "PublishTemplate": "A",
    "StartCampaign": "A",
    "PauseCampaign": "aA",
    "ResumeCampaign": "aA",
    "CancelCampaign": "A",
    "CreateWebhook": "w",
    "ChangeWebhook": "w",
    "DeleteWebhook": "w",
    "EnableWebhook": "w",
    "DisableWebhook": "w",
    "RotateWebhookSecret": "w",
    "TestWebhook": "w",
    "ReplayWebhooks": "w",
}


def commands() -> list[type]:
    every = (
        membership.Command, AnyExportCommand, AnyPartnerCommand, AnyCatalogueCommand,
        AnyClauseCommand, AnyCorrectionsCommand,
        appeals.Command, DraftCommand, AbsenceCommand, AnyStaffIncidentCommand,
        notify.Command, AnyAccountCommand,
    )  # fmt: skip
    return [
        DecideMassLoss, CloseRecordIncident, AddEvidence, AddDraftFiles, ProveIdentity,
        JoinIncident, KnowColleague, SaveQueueRules, SetCalendar, SaveAnswerTemplate,
        MarkNoticesRead, SetStaffContact,
        *(kind for union in every for kind in get_args(union)),
    ]  # fmt: skip


_OWN = {"member_id": "m-1", "partner_id": "p-1"}


def asked(kind: type) -> Any:
    """A command that says nothing but whose it is; the tables look at no more."""
    names = [field.name for field in msgspec.structs.fields(kind)]
    return kind(**{name: _OWN.get(name) for name in names})


def allowed(command: Any, by: Caller) -> bool:
    try:
        require(TABLES, command, by)
    except AppError:
        return False
    return True


def test_every_command_is_in_a_table_and_here() -> None:
    assert set(TABLES) == set(commands())
    assert {kind.__name__ for kind in commands()} == set(EXPECTED)


def test_who_may() -> None:
    for kind in commands():
        command = asked(kind)
        found = {letter for letter, by in CALLERS.items() if allowed(command, by)}
        assert found == set(EXPECTED[kind.__name__]), kind.__name__
        assert allowed(command, Caller(actor=SYSTEM)), "the system acts by rules"


def test_a_member_names_nobody_else() -> None:
    with pytest.raises(Forbidden) as refused:
        require(MEMBERSHIP, membership.Cancel(member_id="m-2"), CALLERS["m"])
    assert refused.value.field == "memberId"


def test_a_partner_names_nobody_else() -> None:
    with pytest.raises(Forbidden) as refused:
        require(MEMBERSHIP, RevokeKey(partner_id="p-2", key_id="x"), CALLERS["k"])
    assert refused.value.field == "partnerId"


def test_what_is_in_no_table_is_for_nobody() -> None:
    class Unheard(msgspec.Struct):
        pass

    assert not any(allowed(Unheard(), by) for by in CALLERS.values())
    assert MEMBER.staff == frozenset()
