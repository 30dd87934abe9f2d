"""What a process says that cannot work: every fault of its settings, a line each, and it ends."""

import asyncio
import re
import sys

import pytest

from infra.dev.parts import ROOT
from tests.waiting import PATIENCE

PROCESSES = ("services --role membership", "services.worker")
WRONG = {
    "ENVIRONMENT": "production",
    "CURRENCY": "RMB",
    **dict.fromkeys(
        ("RPC_SECRET", "JWT_SECRET", "CODE_SECRET", "TWILIO_AUTH_TOKEN", "INBOUND_MAIL_SECRET"), "x"
    ),
}


@pytest.mark.parametrize("process", PROCESSES)
async def test_an_unknown_currency_and_secrets_of_one_letter_end_it(process: str) -> None:
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *process.split(),
        cwd=ROOT, env=WRONG, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(started.communicate(), PATIENCE)
    assert started.returncode == 2
    first, *lines = said.decode().splitlines()
    assert first == "The settings are not usable:"
    faults = dict(re.split(": ", line.strip(), maxsplit=1) for line in lines)
    assert faults["CURRENCY"] == "name a currency by its code of ISO 4217; did you mean RUB?"
    weak = "in production use at least 32 characters: openssl rand -hex 32"
    assert [faults[name] for name in WRONG if name.endswith(("SECRET", "TOKEN"))] == [weak] * 5
