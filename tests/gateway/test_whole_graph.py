"""Whatever a service does for a person or a system has a field in the graph, or a reason."""

from pathlib import Path

import pytest

from gateway.schema.root import build_schema
from tests.gateway.contract_reach import asked_of_services, reached_by_fields

ROOT = Path(__file__).parents[2]
IDENTITY = "The gateway asks it about who calls, before a field is looked at."
DOWNLOAD = "A link that a field gives leads there: files are no answers of a graph."
LINES = "Lines of a bulk, which is no answer of a graph; each is what a mutation takes, too."
FOLLOWED = "Followed once for all; subscriptions and pages of a feed are what clients see of it."
BETWEEN = "One service asks another; people ask for what it is part of."
TOLD = "A service hands on what is to be told; nobody else says what is sent."
OPERATOR = "A command of the operator's machine, with its files and its progress."

NO_FIELD = {
    "NoteActivity": ("gateway/identity/presence.py", IDENTITY),
    "ProveKey": ("gateway/identity/partner_keys.py", IDENTITY),
    "ProveSigner": ("gateway/identity/partner_keys.py", IDENTITY),
    "ProveSession": ("gateway/identity/own_tokens.py", IDENTITY),
    "accounts.signing_keys": ("gateway/identity/own_tokens.py", IDENTITY),
    "OpenExport": ("gateway/edge/export_downloads.py", DOWNLOAD),
    "FinishExport": ("gateway/edge/export_downloads.py", DOWNLOAD),
    "membership.export_piece": ("gateway/edge/export_downloads.py", DOWNLOAD),
    "GetPackage": ("gateway/edge/package_downloads.py", DOWNLOAD),
    "membership.execute_many": ("gateway/reports/taking.py", LINES),
    "appeals.piece_of_file": ("gateway/edge/file_downloads.py", DOWNLOAD),
    "membership.feed": ("gateway/feeds/shared_feed.py", FOLLOWED),
    "membership.feed_of": ("gateway/feeds/shared_feed.py", FOLLOWED),
    "membership.shared": ("gateway/feeds/item_feed.py", FOLLOWED),
    "appeals.feed": ("gateway/feeds/shared_feed.py", FOLLOWED),
    "appeals.feed_of": ("gateway/feeds/shared_feed.py", FOLLOWED),
    "accounts.feed": ("services/compose.py", BETWEEN),
    "notify.feed": ("services/compose.py", BETWEEN),
    "ApplyRemedy": ("services/appeals/domain/remedies/remedy.py", BETWEEN),
    "RestoreProvisionally": ("services/appeals/domain/remedies/restoration.py", BETWEEN),
    "EndProvisional": ("services/appeals/domain/remedies/restoration.py", BETWEEN),
    "GetCaseFile": ("services/appeals/case/gathering.py", BETWEEN),
    "OpenCase": ("services/membership/cases/opening.py", BETWEEN),
    "GetAnnouncement": ("services/notify/planning/announcements.py", BETWEEN),
    "GetReports": ("services/membership/exports/from_membership.py", BETWEEN),
    "CheckPhoneDigits": ("services/appeals/adapters/phones.py", BETWEEN),
    "GetContactsAt": ("services/membership/accounts/takeover/contacts_back.py", BETWEEN),
    "ReleaseTasks": ("services/membership/accounts/staff/telling.py", BETWEEN),
    "appeals.know_colleague": ("services/membership/accounts/staff/telling.py", BETWEEN),
    "GetSandboxMessages": (
        "gateway/sandbox/routes.py",
        "In a sandbox only, at an address of its own: the graph is the same everywhere.",
    ),
    "TellStaff": ("services/appeals/staff_notices/mailing.py", TOLD),
    "CarryCode": ("services/membership/accounts/signing_in/codes.py", TOLD),
    "Unsubscribe": (
        "services/notify/contacts/unsubscribe_page.py",
        "The page behind the link in each mail, which asks for no sign-in (RFC 8058).",
    ),
    "ReportDisagreement": ("services/importing/reconcile/confirming.py", OPERATOR),
    "CompareRows": ("services/importing/reconcile/comparing.py", OPERATOR),
    "GetLiveMembers": ("services/importing/reconcile/comparing.py", OPERATOR),
    "membership.import_batch": ("services/importing/deliver.py", OPERATOR),
    "membership.go_live": ("services/golive.py", OPERATOR),
    "accounts.import_accounts": ("services/importing/deliver.py", OPERATOR),
    "notify.import_contacts": ("services/importing/deliver.py", OPERATOR),
    **{
        f"{service}.pulse": (
            "services/doctor/reach_check.py",
            "Health: the operator asks, by `doctor`.",
        )
        for service in ("membership", "accounts", "appeals", "notify")
    },
}
"""Who asks it instead, and why no field does."""


def test_whatever_services_do_has_a_field_or_a_reason() -> None:
    fields = reached_by_fields(build_schema())
    assert asked_of_services() - set(fields) == set(NO_FIELD)


@pytest.mark.parametrize("name", NO_FIELD)
def test_what_has_no_field_is_asked_elsewhere(name: str) -> None:
    place, _ = NO_FIELD[name]
    assert name.rpartition(".")[2] in (ROOT / place).read_text()


def test_a_field_is_found_by_what_its_resolver_calls() -> None:
    fields = reached_by_fields(build_schema())
    assert fields["Cancel"] == {"Mutation.cancel"}
    assert fields["GetMassLosses"] == {"Query.mass_losses"}
    assert fields["StartCampaign"] == {"Mutation.start_campaign"}
