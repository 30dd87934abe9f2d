"""What the doctor says of settings and answers, and how it says it."""

import time
from pathlib import Path
from typing import Any

import pytest

from infra.kernel.sentences import Locale, both
from services.doctor.advice import Advice, Gravity, fault, fine, is_ill, note, report, warning
from services.doctor.broker_check import of_memory, of_persistence
from services.doctor.database_check import of_clock, of_hello
from services.doctor.old_key_check import of_old_keys
from services.doctor.settings_check import of_settings
from services.doctor.template_check import of_approved, of_summaries
from services.notify.contract.templates import TemplateSummary
from services.notify.contract.words import Topic
from services.settings import Settings, load_settings
from services.sms_templates import texts_to_approve, written

SECRETS = {
    name: f"{name.lower()}-zq7-0123456789abcdefghij"
    for name in (
        "RPC_SECRET", "CURSOR_KEY", "PASS_KEY", "TOKEN_KEY", "HANDLE_KEY", "WEBHOOK_KEY",
        "CODE_SECRET", "ERASURE_KEY", "MASTER_KEY", "JWT_SECRET", "TWILIO_AUTH_TOKEN",
    )
}  # fmt: skip
WELL = {
    "ENVIRONMENT": "production",
    "TRUSTED_HOSTS": "shop.example",
    "TRUSTED_PROXIES": "10.0.0.0/8",
    "CALLBACK_URL": "https://hooks.shop.example",
    "MEMBER_CENTRE_URL": "https://members.shop.example",
    "BROKER_URL": "rediss://broker.example:6379/0",
    "MONGO_URL": "mongodb+srv://db.example/?replicaSet=rs0",
    "OPERATOR_EMAIL": "ops@shop.example",
    **SECRETS,
}


def settings(**changed: str) -> Settings:
    given = {**WELL, **changed}
    return load_settings({name: value for name, value in given.items() if value})


def ills(found: list[Advice]) -> dict[str, Gravity]:
    return {one.about: one.gravity for one in found if one.gravity is not Gravity.FINE}


def test_of_a_deployment_as_it_should_be_there_is_nothing_to_say() -> None:
    assert ills(of_settings(settings())) == {}


@pytest.mark.parametrize(
    ("changed", "about", "gravity"),
    [
        ({"PASS_KEY": SECRETS["TOKEN_KEY"]}, "settings.secrets", Gravity.FAULT),
        ({"ERASURE_KEY": ""}, "settings.ERASURE_KEY", Gravity.FAULT),
        ({"TRUSTED_HOSTS": ""}, "settings.TRUSTED_HOSTS", Gravity.WARNING),
        ({"CALLBACK_URL": "http://hooks.shop.example"}, "settings.CALLBACK_URL", Gravity.FAULT),
        ({"CALLBACK_URL": ""}, "settings.CALLBACK_URL", Gravity.FAULT),
        ({"MEMBER_CENTRE_URL": ""}, "settings.MEMBER_CENTRE_URL", Gravity.WARNING),
        ({"BROKER_URL": "redis://broker.example:6379/0"}, "settings.BROKER_URL", Gravity.WARNING),
        ({"MONGO_URL": "mongodb://db.example/?replicaSet=rs0"}, "settings.MONGO_URL",
         Gravity.WARNING),
        ({"OPERATOR_EMAIL": ""}, "settings.OPERATOR_EMAIL", Gravity.WARNING),
        ({"TRUSTED_PROXIES": ""}, "settings.TRUSTED_PROXIES", Gravity.WARNING),
        ({"RATE_MEMBER": "0"}, "settings.RATE_ANONYMOUS, RATE_MEMBER", Gravity.WARNING),
        ({"ALLOWED_ORIGINS": "https://a.example,http://b.example"}, "settings.ALLOWED_ORIGINS",
         Gravity.WARNING),
        ({"INTROSPECTION": "true"}, "settings.INTROSPECTION", Gravity.WARNING),
        ({"SIGN_IN": "off"}, "settings.SIGN_IN", Gravity.WARNING),
        ({"ENVIRONMENT": "development"}, "settings.environment", Gravity.NOTE),
        ({"ENVIRONMENT": "sandbox"}, "settings.environment", Gravity.NOTE),
    ],
)  # fmt: skip
def test_each_fault_of_the_settings_is_found(
    changed: dict[str, str], about: str, gravity: Gravity
) -> None:
    assert ills(of_settings(settings(**changed)))[about] is gravity


def test_nothing_that_it_says_holds_a_secret() -> None:
    for changed in ({}, {"PASS_KEY": SECRETS["TOKEN_KEY"]}, {"TRUSTED_HOSTS": ""}):
        told = report(of_settings(settings(**changed)), Locale(language="en"))
        assert "zq7" not in told


@pytest.mark.parametrize(
    ("hello", "version", "ill"),
    [
        ({"setName": "rs0"}, "7.0.14", set()),
        ({"msg": "isdbgrid"}, "8.0.0-rc1", set()),
        ({}, "8.2.1", {"database.replica-set"}),
        ({"setName": "rs0"}, "6.0.9", {"database.version"}),
        ({}, "4.4.0", {"database.replica-set", "database.version"}),
    ],
)
def test_a_database_is_a_replica_set_that_is_new_enough(
    hello: dict[str, Any], version: str, ill: set[str]
) -> None:
    assert set(ills(of_hello(hello, version))) == ill


@pytest.mark.parametrize(
    ("off", "took", "ill"),
    [
        (0.0, 0.0, False), (-1.5, 0.0, False), (3.0, 0.0, True), (-90.0, 0.0, True),
        (-5.0, 6.0, False), (-9.0, 6.0, True), (3.0, 6.0, True),
    ],
)  # fmt: skip
def test_clocks_agree_within_two_seconds(off: float, took: float, ill: bool) -> None:
    """Whoever was busy when the answer came knows only that it is not older than the question."""
    now = time.time()
    [said] = of_clock("broker", now + off, now - took)
    assert (said.gravity is Gravity.FAULT) == ill


def test_a_broker_keeps_what_it_takes_and_drops_nothing() -> None:
    assert not of_persistence({"aof_enabled": 1})
    assert ills(of_persistence({"aof_enabled": 0})) == {"broker.aof": Gravity.WARNING}
    assert not of_memory({"maxmemory_policy": "noeviction"})
    evicting = of_memory({"maxmemory_policy": "allkeys-lru"})
    assert ills(evicting) == {"broker.eviction": Gravity.FAULT}


FOUND = [
    fine("disk", both("剩余 {n}%。", "{n}% is free.", n=40)),
    note("backup", both("未检查。", "Not looked at.")),
    fault("broker", both("没有应答。", "Silent."), both("慢。", "Late."), both("查。", "Look.")),
    warning("aof", both("没有。", "None."), both("会丢。", "Lost."), both("打开。", "Turn it on.")),
]  # fmt: skip


def test_the_worst_is_told_first_with_why_and_how() -> None:
    assert report(FOUND, Locale(language="en")) == (
        "✗ broker: Silent.\n    Why it matters: Late.\n    Mend: Look.\n"
        "! aof: None.\n    Why it matters: Lost.\n    Mend: Turn it on.\n"
        "· backup: Not looked at.\n"
        "✓ disk: 40% is free.\n"
        "\n1 faults, 1 warnings, 1 notes, 1 fine.\n"
    )
    assert is_ill(FOUND)
    assert not is_ill(FOUND[:2])


def test_it_is_told_in_chinese() -> None:
    told = report(FOUND, Locale(language="zh-CN"))
    assert told.startswith("✗ broker: 没有应答。\n    影响：慢。\n    处理：查。\n")
    assert told.endswith("\n1 项故障，1 项警告，1 项提示，1 项正常。\n")


def summary(event_type: str, language: str, in_use: int) -> TemplateSummary:
    return TemplateSummary(
        event_type=event_type, language=language, topic=Topic.STATUS,
        in_use=in_use, latest=in_use, has_draft=False,
    )  # fmt: skip


def test_a_text_that_was_changed_in_one_language_alone_is_found() -> None:
    even = (summary("PeriodEnded", "en", 0), summary("PeriodEnded", "zh-CN", 0))
    changed = (summary("HoldPlaced", "en", 2), summary("HoldPlaced", "zh-CN", 1))
    assert ills(of_summaries((*even, *changed))) == {}
    [said] = of_summaries(
        (*even, summary("HoldPlaced", "en", 2), summary("HoldPlaced", "zh-CN", 0))
    )
    assert said.gravity is Gravity.WARNING
    assert said.what.told(Locale(language="en")) == "Changed in one language only: HoldPlaced."


def test_a_text_that_the_house_has_not_approved_is_found(tmp_path: Path) -> None:
    file = tmp_path / "approved.json"
    house = {
        "SMS_PROVIDERS": "domestic > twilio", "DOMESTIC_SMS_URL": "https://sms.example",
        "DOMESTIC_SMS_SECRET": "zq7-0123456789abcdefghijklmnopqrst",
        "DOMESTIC_SMS_TEMPLATES": str(file),
    }  # fmt: skip
    assert of_approved(settings()) == []
    listed = texts_to_approve(settings(), {}, invented=True)
    file.write_bytes(written(listed))
    assert ills(of_approved(settings(**house))) == {}
    file.write_bytes(written({**listed, min(listed): []}))
    [said] = of_approved(settings(**house))
    assert (said.gravity, said.what.values) == (Gravity.FAULT, {"names": min(listed)})


OLD = {
    "RPC_SECRET_OLD", "JWT_SECRET_OLD", "CURSOR_KEYS_OLD", "PASS_KEY_OLD", "TOKEN_KEY_OLD",
    "HANDLE_KEY_OLD", "WEBHOOK_KEY_OLD", "CODE_SECRET_OLD", "TWILIO_AUTH_TOKEN_OLD",
    "INBOUND_MAIL_SECRET_OLD",
}  # fmt: skip
"""All that docs/rotating.md has, but for the master key's, which is looked for in what is kept."""


def test_nothing_is_said_of_secrets_that_are_not_being_changed() -> None:
    assert of_old_keys(settings()) == []


def test_each_secret_that_is_being_changed_is_named() -> None:
    given = {name: f"{name.lower()}-another-0123456789abcdef" for name in OLD}
    found = of_old_keys(settings(**given))
    assert {one.about: one.gravity for one in found} == {
        f"settings.{name}": Gravity.NOTE for name in OLD
    }
    told = report(found, Locale(language="en"))
    assert "rehash-handles" in told
    assert not [secret for secret in given.values() if secret in told]


@pytest.mark.parametrize(
    ("new", "old"), [("RPC_SECRET", "RPC_SECRET_OLD"), ("CURSOR_KEY", "CURSOR_KEYS_OLD")]
)
def test_an_old_secret_that_is_the_new_one_changes_nothing(new: str, old: str) -> None:
    [said] = of_old_keys(settings(**{old: f"{SECRETS[new]}"}))
    assert (said.about, said.gravity) == (f"settings.{old}", Gravity.WARNING)
