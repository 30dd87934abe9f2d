"""compose.yml and the manifests are valid, name what production needs, and say the same."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from services.settings import Settings
from tests.deploy.manifests import MANIFESTS, containers, of_kind
from tests.deploy.shipped import compose, example, filled_in, image, services

FILLED = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t" * 32, "TWILIO_FROM": "+15005550006",
          "SMTP_HOST": "smtp.shop.example"}  # fmt: skip
"""What example.env leaves open, beside the secrets."""
REFUSED_WITHOUT = {
    "RPC_SECRET",
    "CODE_SECRET",
    "JWT_SECRET",
    "TWILIO_AUTH_TOKEN",
    "CURSOR_KEY",
    "WEBHOOK_KEY",
    "PASS_KEY",
    "TOKEN_KEY",
    "HANDLE_KEY",
    "MASTER_KEY",
}
LEADS_NOWHERE_WITHOUT = {
    *("TWILIO_ACCOUNT_SID", "TWILIO_FROM", "CALLBACK_URL"),
    *("SMTP_HOST", "SMTP_PORT", "SMTP_FROM"),
}
"""The defaults are those of development: the sinks, and addresses of this machine."""
NEWEST = kubernetes_validate.latest_version()
SAME = {"ENVIRONMENT", "HOST", "CHANGE_STREAMS", "MEMBERSHIP_URL", "APPEALS_URL", "NOTIFY_URL"}


@pytest.mark.parametrize(
    "manifest", MANIFESTS, ids=lambda m: f"{m['kind']}-{m['metadata']['name']}"
)
def test_a_manifest_is_one_of_kubernetes(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, NEWEST, strict=True)


def test_a_slip_in_a_manifest_would_be_seen() -> None:
    slip = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "datas": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(slip, NEWEST, strict=True)


def test_compose_takes_the_example_once_it_is_filled_in(tmp_path: Path) -> None:
    found = services(tmp_path, filled_in(**FILLED))
    assert found.keys() == {"membership", "appeals", "notify", "worker", "gateway"}
    assert found["notify"].published == ["127.0.0.1:8103"]
    assert found["gateway"].published == ["127.0.0.1:8000"]


DEMANDED = (REFUSED_WITHOUT | LEADS_NOWHERE_WITHOUT) - {"JWT_SECRET"}
"""There may be a JWT_JWKS_URL instead."""


@pytest.mark.parametrize("name", sorted(DEMANDED))
def test_compose_starts_nothing_without(name: str, tmp_path: Path) -> None:
    refused = compose(tmp_path, filled_in(**FILLED) | {name: ""})
    assert refused.returncode != 0
    assert name in refused.stderr


def test_a_process_of_production_refuses_to_start_without_its_secrets(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "ENVIRONMENT": "production", "VAR_DIR": str(tmp_path)}
    refused = subprocess.run(
        [sys.executable, "-m", "services", "--role", "notify"],
        cwd=image(tmp_path / "app"),
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = refused.stderr.splitlines()[1:]
    assert refused.returncode == 2
    assert {line.strip().partition(":")[0] for line in lines} == REFUSED_WITHOUT


def test_both_name_all_that_production_needs() -> None:
    needed = REFUSED_WITHOUT | LEADS_NOWHERE_WITHOUT | {"JWT_JWKS_URL", "TRUSTED_HOSTS"}
    in_kubernetes = of_kind("ConfigMap")["reinstate"]["data"].keys()
    in_kubernetes |= of_kind("Secret")["reinstate"]["stringData"].keys()
    assert needed <= example().keys()
    assert needed | {"MONGO_URL", "BROKER_URL"} <= in_kubernetes


def test_every_name_is_one_that_is_read(tmp_path: Path) -> None:
    named = set(services(tmp_path, filled_in(**FILLED))["notify"].environment)
    named |= of_kind("ConfigMap")["reinstate"]["data"].keys()
    named |= of_kind("Secret")["reinstate"]["stringData"].keys()
    assert named <= {field.upper() for field in Settings.model_fields}


def test_kubernetes_and_compose_run_the_same(tmp_path: Path) -> None:
    composed = services(tmp_path, filled_in(**FILLED))
    assert {name: one["command"] for name, one in containers().items()} == {
        name: one.command for name, one in composed.items()
    }
    settings = of_kind("ConfigMap")["reinstate"]["data"]
    for one in composed.values():
        assert {name: one.environment[name] for name in SAME} == {n: settings[n] for n in SAME}
