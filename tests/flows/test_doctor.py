"""The doctor examines a system that runs, and finds no fault in it."""

import pytest

from infra.kernel.sentences import Locale
from services.doctor.advice import Gravity, report
from services.doctor.cli import examined
from services.settings import load_settings
from tests.flows.conftest import System

pytestmark = pytest.mark.systems("separate")


async def test_a_system_that_runs_has_no_fault(system: System) -> None:
    settings = load_settings(system.supervisor.env)
    found = await examined(settings, gateways=[system.gateway])
    told = report(found, Locale(language="en"))
    fine = {one.about for one in found if one.gravity is Gravity.FINE}
    assert not [one for one in found if one.gravity is Gravity.FAULT], told
    assert fine >= {
        "database", "database.clock", "broker", "providers.sms.twilio",
        "providers.mail.smtp", "templates",
        "callbacks",
        "gateway", "membership", "accounts", "appeals", "notify", "reinstate_notify.indexes",
        "notify.follows.membership", "reinstate_accounts.master-key",
    }, told  # fmt: skip
    assert settings.rpc_secrets[0] not in told
