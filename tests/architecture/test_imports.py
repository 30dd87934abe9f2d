"""Every boundary bites: each planted violation breaks the contract that is meant to catch it."""

import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NO_PACKAGE = ("__pycache__", "node_modules", "built")
LINT = Path(sys.executable).with_name("lint-imports")

PLANTED = [
    ("gateway above services above infra", "infra/concurrency/wakeup.py", "import services.compose"),
    ("gateway above services above infra", "services/compose.py", "import gateway.app"),
    ("inside a service", "services/membership/domain/aggregate/state.py", "import services.membership.handlers"),
    ("inside a service", "services/appeals/handlers/__init__.py", "import services.appeals.component"),
    ("inside a service", "services/appeals/stray.py", "STRAY = True"),
    ("accounts: what is asked", "services/membership/accounts/sessions/starting.py", "import services.membership.accounts.signing_in.steps"),
    ("accounts: what is asked", "services/membership/accounts/stray.py", "STRAY = True"),
    ("accounts stand apart", "services/membership/accounts/service.py", "import services.membership.ports"),
    ("the core of accounts", "services/membership/accounts/core/handle_rows.py", "import services.membership.accounts.core.wait_store"),
    ("the core of accounts", "services/membership/accounts/core/stray.py", "STRAY = True"),
    ("sessions of accounts", "services/membership/accounts/sessions/session_store.py", "import services.membership.accounts.sessions.renewing"),
    ("opening accounts", "services/membership/accounts/opening/registering.py", "import services.membership.accounts.opening.importing"),
    ("opening accounts", "services/membership/accounts/opening/stray.py", "STRAY = True"),
    ("sessions of accounts", "services/membership/accounts/sessions/stray.py", "STRAY = True"),
    ("factors of accounts", "services/membership/accounts/factors/factor_store.py", "import services.membership.accounts.factors.proving"),
    ("factors of accounts", "services/membership/accounts/factors/stray.py", "STRAY = True"),
    ("accounts: what is asked", "services/membership/accounts/devices/device_store.py", "import services.membership.accounts.sessions.session_store"),
    ("devices of accounts", "services/membership/accounts/devices/domain/networks.py", "import services.membership.accounts.devices.device_store"),
    ("devices of accounts", "services/membership/accounts/devices/stray.py", "STRAY = True"),
    ("accounts: what is asked", "services/membership/accounts/takeover/securing.py", "import services.membership.accounts.factors.factor_store"),
    ("takeover of accounts", "services/membership/accounts/takeover/domain/hostile.py", "import services.membership.accounts.takeover.securing"),
    ("the way back into accounts", "services/membership/accounts/regaining/request_store.py", "import services.membership.accounts.regaining.returning"),
    ("the way back into accounts", "services/membership/accounts/regaining/stray.py", "STRAY = True"),
    ("accounts: what is asked", "services/membership/accounts/regaining/reading.py", "import services.membership.accounts.staff.reading"),
    ("takeover of accounts", "services/membership/accounts/takeover/stray.py", "STRAY = True"),
    ("ways into accounts", "services/membership/accounts/signing_in/gates.py", "import services.membership.accounts.signing_in.steps"),
    ("ways into accounts", "services/membership/accounts/signing_in/stray.py", "STRAY = True"),
    ("the staff:", "services/membership/accounts/staff/reading.py", "import services.membership.accounts.staff.changing"),
    ("the staff:", "services/membership/accounts/staff/stray.py", "STRAY = True"),
    ("evidence of appeals", "services/appeals/evidence/file_store.py", "import services.appeals.evidence.uploading"),
    ("identity of appeals", "services/appeals/identity/proving.py", "import services.appeals.identity.assembly"),
    ("identity of appeals", "services/appeals/identity/stray.py", "STRAY = True"),
    ("evidence of appeals", "services/appeals/evidence/stray.py", "STRAY = True"),
    ("domain, contract and kernel do no I/O", "services/appeals/evidence/domain/images.py", "import pymongo"),
    ("inside a service", "services/membership/handlers/__init__.py", "import services.membership.partners.reading"),
    ("the rules of a membership", "services/membership/domain/aggregate/state.py", "import services.membership.domain.recording.recorder"),
    ("the rules of a membership", "services/membership/domain/money/claims.py", "import services.membership.domain.security.consent"),
    ("the rules of a membership", "services/membership/domain/stray.py", "STRAY = True"),
    ("the rules of a membership", "services/membership/domain/erasure/erasing.py", "import services.membership.domain.corrections.ending"),
    ("the rules of a membership", "services/membership/domain/proof/spelling.py", "import services.membership.domain.explain.losses"),
    ("the rules of an appeal", "services/appeals/domain/aggregate/state.py", "import services.appeals.domain.recording.recorder"),
    ("the rules of an appeal", "services/appeals/domain/identity/identity.py", "import services.appeals.domain.case.files"),
    ("the rules of an appeal", "services/appeals/domain/review/review.py", "import services.appeals.domain.opening.rounds"),
    ("the rules of an appeal", "services/appeals/domain/stray.py", "STRAY = True"),
    ("going live", "services/membership/golive/held_store.py", "import services.membership.golive.releasing"),
    ("going live", "services/membership/golive/stray.py", "STRAY = True"),
    ("reconciliation of membership", "services/membership/reconciliation/domain/comparing.py", "import services.membership.reconciliation.reading"),
    ("reconciliation of membership", "services/membership/reconciliation/stray.py", "STRAY = True"),
    ("rehearsal of an import", "services/membership/rehearsal/scratch.py", "import services.membership.rehearsal.rehearsed_store"),
    ("rehearsal of an import", "services/membership/rehearsal/stray.py", "STRAY = True"),
    ("inside a service", "services/membership/rehearsal/rehearsal.py", "import services.membership.golive.releasing"),
    ("integrity of membership", "services/membership/integrity/checking.py", "import services.membership.integrity.repairing"),
    ("integrity of membership", "services/membership/integrity/stray.py", "STRAY = True"),
    ("backup and restore", "services/recovery/manifest.py", "import services.recovery.restoring"),
    ("backup and restore", "services/recovery/stray.py", "STRAY = True"),
    ("inside notification", "services/notify/recovery/channels.py", "import services.notify.delivery.sender"),
    ("partners of membership", "services/membership/partners/domain/partner.py", "import services.membership.partners.partner_store"),
    ("partners of membership", "services/membership/partners/arrivals.py", "import services.membership.partners.item_store"),
    ("partners of membership", "services/membership/partners/stray.py", "STRAY = True"),
    ("inside a service", "services/membership/cases/opening.py", "import services.membership.partners.reading"),
    ("charging of membership", "services/membership/charging/request_store.py", "import services.membership.charging.reading"),
    ("charging of membership", "services/membership/charging/stray.py", "STRAY = True"),
    ("erasure of members", "services/membership/erasure/reading.py", "import services.membership.erasure.assembly"),
    ("erasure of members", "services/membership/erasure/stray.py", "STRAY = True"),
    ("consents of members", "services/membership/consents/stray.py", "STRAY = True"),
    ("rectifications of records", "services/membership/rectifications/open_store.py", "import services.membership.rectifications.reading"),
    ("rectifications of records", "services/membership/rectifications/stray.py", "STRAY = True"),
    ("the rules of a membership", "services/membership/domain/rectification/rectifying.py", "import services.membership.domain.money.claims"),
    ("retention of membership", "services/membership/retention/stray.py", "STRAY = True"),
    ("accounts: what is asked", "services/membership/accounts/erasing.py", "import services.membership.accounts.signing_in.assembly"),
    ("the rules of a membership", "services/membership/domain/periods/quotas.py", "import services.membership.domain.gifts.gifts"),
    ("the rules of a membership", "services/membership/domain/charging/charges.py", "import services.membership.domain.periods.grace"),
    ("the breaker of membership", "services/membership/breaker/domain/assessing.py", "import services.membership.breaker.count_store"),
    ("the breaker of membership", "services/membership/breaker/stray.py", "STRAY = True"),
    ("inside a service", "services/membership/breaker/survey.py", "import services.membership.partners.reading"),
    ("domain, contract and kernel do no I/O", "services/membership/breaker/domain/forecast.py", "import pymongo"),
    ("the rules of a membership", "services/membership/domain/deferral/knowing.py", "import services.membership.domain.money.claims"),
    ("case files of appeals", "services/appeals/case/gathering.py", "import services.appeals.case.refreshing"),
    ("case files of appeals", "services/appeals/case/stray.py", "STRAY = True"),
    ("inside a service", "services/appeals/case/refreshing.py", "import services.appeals.calendar.keeping"),
    ("inside a service", "services/appeals/handlers/tick.py", "import services.appeals.case.refreshing"),
    ("domain, contract and kernel do no I/O", "services/appeals/case/domain/difference.py", "import pymongo"),
    ("the business calendar of appeals", "services/appeals/calendar/calendar_store.py", "import services.appeals.calendar.keeping"),
    ("the business calendar of appeals", "services/appeals/calendar/stray.py", "STRAY = True"),
    ("inside a service", "services/appeals/domain/clocks/clocks.py", "import services.appeals.calendar.domain.checking"),
    ("templates of answers", "services/appeals/answers/template_store.py", "import services.appeals.answers.keeping"),
    ("templates of answers", "services/appeals/answers/stray.py", "STRAY = True"),
    ("domain, contract and kernel do no I/O", "services/appeals/answers/domain/saying.py", "import pymongo"),
    ("drafts of appeals", "services/appeals/drafts/draft_store.py", "import services.appeals.drafts.commands"),
    ("drafts of appeals", "services/appeals/drafts/stray.py", "STRAY = True"),
    ("domain, contract and kernel do no I/O", "services/appeals/drafts/domain/draft.py", "import pymongo"),
    ("notices to staff", "services/appeals/staff_notices/notice_store.py", "import services.appeals.staff_notices.reading"),
    ("notices to staff", "services/appeals/staff_notices/stray.py", "STRAY = True"),
    ("inside a service", "services/appeals/staff_notices/reading.py", "import services.appeals.calendar.keeping"),
    ("figures of appeals", "services/appeals/figures/domain/summing.py", "import services.appeals.figures.figure_store"),
    ("figures of appeals", "services/appeals/figures/stray.py", "STRAY = True"),
    ("cases of membership", "services/membership/cases/wanted_store.py", "import services.membership.cases.opening"),
    ("cases of membership", "services/membership/cases/stray.py", "STRAY = True"),
    ("triage of appeals", "services/appeals/triage/domain/rules.py", "import services.appeals.triage.triaging"),
    ("triage of appeals", "services/appeals/triage/stray.py", "STRAY = True"),
    ("exports of members: what is prepared", "services/membership/exports/domain/export.py", "import services.membership.exports.export_store"),
    ("exports of members: what is prepared", "services/membership/exports/stray.py", "STRAY = True"),
    ("exports of members: gathered", "services/membership/exports/from_membership.py", "import services.membership.adapters.repository"),
    ("domain, contract and kernel do no I/O", "services/membership/exports/domain/laying.py", "import pymongo"),
    ("reports of the host", "services/membership/reported/stray.py", "STRAY = True"),
    ("what services share knows none", "services/shared/packing/manifest.py", "import services.appeals.contract.words"),
    ("inside a service", "services/appeals/handlers/tick.py", "import services.appeals.triage.triaging"),
    ("the catalogue of membership", "services/membership/catalogue/domain/publishing.py", "import services.membership.catalogue.plan_store"),
    ("the catalogue of membership", "services/membership/catalogue/stray.py", "STRAY = True"),
    ("domain, contract and kernel do no I/O", "services/membership/partners/domain/partner.py", "import pymongo"),
    ("inside a service", "services/membership/entitlement/reading.py", "import services.membership.partners.reading"),
    ("entitlement of membership", "services/membership/entitlement/domain/until.py", "import services.membership.entitlement.reading"),
    ("lapse risk of membership", "services/membership/risk/risk_store.py", "import services.membership.risk.reading"),
    ("lapse risk of membership", "services/membership/risk/stray.py", "STRAY = True"),
    ("inside a service", "services/membership/risk/reading.py", "import services.membership.partners.reading"),
    ("the rules of a membership", "services/membership/domain/conditions/points.py", "import services.membership.domain.risk.warning"),
    ("entitlement of membership", "services/membership/entitlement/stray.py", "STRAY = True"),
    ("domain, contract and kernel do no I/O", "services/membership/entitlement/domain/answer.py", "import pymongo"),
    ("incidents of appeals", "services/appeals/incidents/listing.py", "import services.appeals.incidents.running"),
    ("incidents of appeals", "services/appeals/incidents/stray.py", "STRAY = True"),
    ("inside a service", "services/appeals/incidents/seeing.py", "import services.appeals.calendar.keeping"),
    ("domain, contract and kernel do no I/O", "services/appeals/incidents/domain/grouping.py", "import pymongo"),
    ("the desk of appeals", "services/appeals/desk/reviewer_store.py", "import services.appeals.desk.placed_appeals"),
    ("the desk of appeals", "services/appeals/desk/stray.py", "STRAY = True"),
    ("inside a service", "services/appeals/handlers/tick.py", "import services.appeals.desk.assigning"),
    ("domain, contract and kernel do no I/O", "services/appeals/desk/domain/matching.py", "import pymongo"),
    ("corrections by staff", "services/membership/corrections/domain/run.py", "import services.membership.corrections.run_store"),
    ("corrections by staff", "services/membership/corrections/stray.py", "STRAY = True"),
    ("domain, contract and kernel do no I/O", "services/membership/corrections/domain/limits.py", "import pymongo"),
    ("the directory of members", "services/membership/directory/directory_store.py", "import services.membership.directory.reading"),
    ("the directory of members", "services/membership/directory/stray.py", "STRAY = True"),
    ("inside a service", "services/membership/directory/reading.py", "import services.membership.reads.keeping"),
    ("reads by staff", "services/membership/reads/read_store.py", "import services.membership.reads.keeping"),
    ("reads by staff", "services/membership/reads/stray.py", "STRAY = True"),
    ("packages of appeals: what", "services/appeals/package/domain/page.py", "import services.appeals.package.reading"),
    ("packages of appeals: what", "services/appeals/package/stray.py", "STRAY = True"),
    ("packages of appeals: gathered", "services/appeals/package/reading.py", "import services.appeals.adapters.documents"),
    ("statements of reasons", "services/membership/statements/domain/adverse.py", "import services.membership.statements.reading"),
    ("statements of reasons", "services/membership/statements/stray.py", "STRAY = True"),
    ("domain, contract and kernel do no I/O", "services/membership/statements/domain/ground.py", "import pymongo"),
    ("inside notification", "services/notify/stray.py", "STRAY = True"),
    ("inside notification", "services/notify/core/deliveries/job.py", "import services.notify.delivery.runner"),
    ("inside notification", "services/notify/staff_mail/telling.py", "import services.notify.webhooks.news"),
    ("inside notification", "services/notify/contacts/commands.py", "import services.notify.planning.planner"),
    ("inside notification", "services/notify/webhooks/calling.py", "import services.notify.providers.webhook.caller"),
    ("inside notification", "services/notify/delivery/sender.py", "import services.notify.webhooks.queue"),
    ("the core of notification", "services/notify/core/deliveries/job.py", "import services.notify.core.stores.jobs"),
    ("the core of notification", "services/notify/core/stray.py", "STRAY = True"),
    ("providers know nothing of each other", "services/notify/providers/smtp/email.py", "import services.notify.providers.twilio.sms"),
    ("providers know nothing of each other", "services/notify/providers/webhook/caller.py", "import services.notify.providers.twilio.http"),
    ("providers know nothing of each other", "services/notify/providers/domestic/sms.py", "import services.notify.providers.twilio.sms"),
    ("domain, contract and kernel do no I/O", "services/notify/providers/domestic/domain/approved.py", "import aiohttp"),
    ("providers know nothing of each other", "services/notify/providers/twilio/sms.py", "import services.notify.providers.registry"),
    ("inside notification", "services/notify/core/deliveries/job.py", "import services.notify.provider_names"),
    ("gateway sees contracts only", "gateway/app.py", "import services.membership.domain.aggregate.state"),
    ("gateway sees contracts only", "gateway/request/loaders.py", "import services.compose"),
    ("inside the gateway", "gateway/schema/root.py", "import gateway.edge.endpoint"),
    ("inside the gateway", "gateway/documents/reading.py", "import gateway.request.context"),
    ("inside the gateway", "gateway/feeds/tails.py", "import gateway.identity.viewer"),
    ("inside the gateway", "gateway/cursors/sealing.py", "import gateway.identity.viewer"),
    ("inside the gateway", "gateway/schema/root.py", "import gateway.push.hub"),
    ("inside the gateway", "gateway/push/hub.py", "import gateway.edge.socket"),
    ("inside the gateway", "gateway/claim_names.py", "import gateway.settings"),
    ("inside the gateway", "gateway/stray.py", "STRAY = True"),
    ("inside the gateway", "gateway/compiled/execution.py", "import gateway.request.context"),
    ("compiled operations", "gateway/compiled/execution.py", "import gateway.compiled.fields"),
    ("compiled operations", "gateway/compiled/shows.py", "import gateway.compiled.extracting"),
    ("compiled operations", "gateway/compiled/stray.py", "STRAY = True"),
    ("reading documents and following feeds", "gateway/compiled/leaves.py", "import services.appeals.contract.api"),
    ("inside the gateway", "gateway/rates/rates.py", "import gateway.request.context"),
    ("rates:", "gateway/rates/portions.py", "import gateway.rates.shared"),
    ("rates:", "gateway/rates/stray.py", "STRAY = True"),
    ("inside the gateway", "gateway/persisted/listed.py", "import gateway.request.context"),
    ("inside the gateway", "gateway/web/routes.py", "import gateway.edge.page"),
    ("pages for people", "gateway/web/policy.py", "import gateway.web.routes"),
    ("pages for people", "gateway/web/explorer.py", "import gateway.web.routes"),
    ("pages for people", "gateway/web/stray.py", "STRAY = True"),
    ("pages use the public graph", "gateway/web/routes.py", "import services.appeals.contract.api"),
    ("persisted operations", "gateway/persisted/handed_in.py", "import gateway.persisted.persisted"),
    ("persisted operations", "gateway/persisted/stray.py", "STRAY = True"),
    ("reading documents and following feeds", "gateway/persisted/listed.py", "import services.appeals.contract.api"),
    ("inside the gateway", "gateway/reports/taking.py", "import gateway.schema.root"),
    ("reports of the shop", "gateway/reports/kinds.py", "import gateway.reports.decoding"),
    ("reports of the shop", "gateway/reports/stray.py", "STRAY = True"),
    ("inside the graph", "gateway/schema/basics/scalars.py", "import gateway.schema.permissions"),
    ("inside the graph", "gateway/schema/membership/plans.py", "import gateway.schema.appeals.appeal"),
    ("inside the graph", "gateway/schema/notify/alerts.py", "import gateway.schema.membership.plans"),
    ("inside the graph", "gateway/schema/member/member.py", "import gateway.schema.federation.entities"),
    ("inside the graph", "gateway/schema/stray.py", "STRAY = True"),
    ("reading documents and following feeds", "gateway/files/links.py", "import services.appeals.contract.api"),
    ("reading documents and following feeds", "gateway/documents/limits.py", "import services.membership.contract.api"),
    ("reading documents and following feeds", "gateway/cursors/cursors.py", "import services.membership.contract.api"),
    ("services meet only through contracts", "services/appeals/handlers/__init__.py", "import services.membership.queries"),
    ("what services share knows none", "services/shared/callers.py", "import services.appeals.contract.words"),
    ("services meet only through contracts", "services/notify/component/service.py", "import services.membership.domain.aggregate.state"),
    ("contracts: appeals may speak", "services/membership/contract/words.py", "import services.appeals.contract.words"),
    ("contracts of membership and notify", "services/notify/contract/words.py", "import services.membership.contract.words"),
    ("appeals' contract does not know", "services/appeals/contract/words.py", "import services.notify.contract.words"),
    ("domain, contract and kernel do no I/O", "services/membership/domain/aggregate/state.py", "import motor"),
    ("domain, contract and kernel do no I/O", "services/appeals/contract/views.py", "import starlette"),
    ("domain, contract and kernel do no I/O", "services/shared/permissions.py", "import starlette"),
    ("domain, contract and kernel do no I/O", "infra/kernel/money.py", "import infra.settings"),
    ("domain, contract and kernel do no I/O", "services/notify/core/alerts/alert.py", "import infra.storage.mongo"),
    ("domain, contract and kernel do no I/O", "services/notify/providers/twilio/domain/keywords.py", "import aiohttp"),
    ("domain, contract and kernel do no I/O", "services/notify/webhooks/domain/endpoint.py", "import infra.storage.mongo"),
    ("domain, contract and kernel do no I/O", "services/notify/providers/webhook/domain/addresses.py", "import aiohttp"),
    ("only services.compose builds", "services/importing/cli.py", "import services.notify.component"),
    ("production knows no tests", "gateway/app.py", "import tests"),
    ("calls between processes", "infra/rpc/socket_server.py", "import infra.rpc.over_http"),
    ("calls between processes", "infra/rpc/stray.py", "STRAY = True"),
    ("production imports nothing of infra.dev", "services/worker.py", "import infra.dev.ports"),
    ("production imports nothing of infra.dev", "infra/process/runtime.py", "import infra.dev.child"),
    ("the importer is a client", "services/importing/run.py", "import services.membership.handlers"),
    ("motor only behind infra.storage.mongo", "services/membership/handlers/__init__.py", "import motor"),
    ("motor only behind infra.storage.mongo", "infra/storage/lease.py", "import motor"),
    ("the doctor: all of it", "services/doctor/advice.py", "import services.doctor.cli"),
    ("the doctor: all of it", "services/doctor/stray.py", "STRAY = True"),
    ("the doctor: all of it", "services/doctor/old_key_check.py", "import services.doctor.settings_check"),
    ("the doctor looks at services from outside", "services/doctor/provider_check.py", "import services.notify.providers.domestic.sms"),
    ("the doctor looks at services from outside", "services/doctor/key_check.py", "import services.notify.core.feature"),
    ("opentelemetry only behind infra.tracing.exporting", "infra/tracing/spans.py", "import opentelemetry"),
    ("opentelemetry only behind infra.tracing.exporting", "services/compose.py", "import opentelemetry"),
]  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages' modules, to plant in."""
    copy = tmp_path_factory.mktemp("tree")
    for package in ("infra", "services", "gateway"):
        shutil.copytree(ROOT / package, copy / package, ignore=_no_module)
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def _no_module(folder: str, names: list[str]) -> list[str]:
    return [
        name
        for name in names
        if not name.endswith(".py") and (name in NO_PACKAGE or not Path(folder, name).is_dir())
    ]


@pytest.fixture(scope="module")
def untouched(tree: Path) -> str:
    return report(tree)


@pytest.fixture(scope="module")
def planted(tree: Path, untouched: str) -> str:
    """What is said of all of them at once: each is named in it by itself."""
    for _, file, line in PLANTED:
        with (tree / file).open("a") as module:
            module.write(f"\n{line}\n")
    return report(tree)


def report(tree: Path) -> str:
    done = subprocess.run(
        [LINT, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return done.stdout


def broken(report: str) -> dict[str, str]:
    """What is said of each broken contract, by its name."""
    return dict(pairwise(re.split(r"^(.+)\n-{3,}$", report, flags=re.MULTILINE)))


def direct(file: str, line: str) -> str:
    """The pattern of its own chain of one link; or of a module that no layer lists."""
    module = re.escape(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    if not line.startswith("import "):
        return rf"^- {module}$"
    imported = re.escape(line.removeprefix("import "))
    return rf"^-\s+{module}\s+->\s+{imported}\s+\(l\.[^)]*\)\n\n"


def test_the_tree_as_it_is_keeps_every_contract(untouched: str) -> None:
    assert re.findall(r"^(.+?) BROKEN", untouched, re.MULTILINE) == []


def test_each_planted_violation_is_caught(planted: str) -> None:
    told = broken(planted)
    for contract, file, line in PLANTED:
        found = [said for name, said in told.items() if name.startswith(contract)]
        assert found, f"not broken: {contract}"
        assert re.search(direct(file, line), found[0], re.MULTILINE), (contract, file, line)
