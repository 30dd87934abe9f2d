"""Procfile, environment, SMS segments, and what is worth a line in the terminal."""

from pathlib import Path

import pytest

from infra.dev.child import StartError
from infra.dev.environment import plan_stack
from infra.dev.logs import last_words, notable
from infra.dev.mongo import cache_of
from infra.dev.procfile import Program, read_procfile
from infra.dev.sinks.segments import segments
from infra.settings import SettingsError
from services.settings import load_settings


def test_one_process_keeps_gateway_with_all_roles_and_the_worker(tmp_path: Path) -> None:
    path = tmp_path / "Procfile"
    path.write_text("# ours\nnotify: python -m services\nworker: w\n\ngateway: python -m gateway\n")
    assert [program.name for program in read_procfile(path)] == ["notify", "worker", "gateway"]
    assert read_procfile(path, one=True) == [
        Program(name="worker", command="w"),
        Program(name="gateway", command="python -m gateway --role all"),
    ]


def test_procfile_errors_name_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "Procfile"
    with pytest.raises(StartError, match=r"cannot read .*Procfile: No such file"):
        read_procfile(path)
    path.write_text("worker: w\nnothing here\n")
    with pytest.raises(StartError, match="line 2: write it as 'name: command'"):
        read_procfile(path)


def test_named_servers_are_used_instead_of_embedded_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MONGO_URL", "BROKER_URL", "TWILIO_BASE_URL", "TWILIO_ACCOUNT_SID", "SMTP_HOST"):
        monkeypatch.delenv(name, raising=False)
    own = {"MONGO_URL": "mongodb://db/?replicaSet=rs", "SMTP_HOST": "mail.example"}
    stack = plan_stack(own, ports="auto")
    assert stack.embedded == {"valkey", "twilio", "sinks"}
    assert stack.env["MONGO_URL"] == own["MONGO_URL"]
    assert stack.env["SMTP_HOST"] == "mail.example"
    assert stack.env["TWILIO_BASE_URL"] == stack.urls["sinks"]
    assert stack.env["DOMESTIC_SMS_URL"] == f"{stack.urls['sinks']}/domestic"
    assert Path(stack.env["DOMESTIC_SMS_TEMPLATES"]).is_file()
    everything = own | {"BROKER_URL": "redis://q/0", "TWILIO_ACCOUNT_SID": "AC1"}
    assert plan_stack(everything, ports="auto").embedded == frozenset()


def test_every_wrong_setting_is_listed_at_once() -> None:
    wrong = {"ENVIRONMENT": "production", "BROKER_URL": "x", "SMTP_PORT": "y", "RPC_SECRET": "own"}
    with pytest.raises(SettingsError) as refused:
        load_settings(wrong)
    named = [line.split(":")[0].strip() for line in str(refused.value).splitlines()[1:]]
    secrets = [
        "RPC_SECRET",
        "JWT_SECRET",
        "TWILIO_AUTH_TOKEN",
        "CODE_SECRET",
        "CURSOR_KEY",
        "WEBHOOK_KEY",
        "PASS_KEY",
        "TOKEN_KEY",
        "HANDLE_KEY",
        "MASTER_KEY",
    ]
    assert sorted(named) == sorted(["BROKER_URL", "SMTP_PORT", *secrets])


SECRETS = dict.fromkeys(
    (
        *("RPC_SECRET", "RPC_SECRET_OLD", "JWT_SECRET", "JWT_SECRET_OLD"),
        *("TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_OLD", "CODE_SECRET", "CODE_SECRET_OLD"),
        *("INBOUND_MAIL_SECRET", "INBOUND_MAIL_SECRET_OLD", "WEBHOOK_KEY", "WEBHOOK_KEY_OLD"),
        *("CURSOR_KEY", "CURSOR_KEYS_OLD"),
        *("PASS_KEY", "PASS_KEY_OLD", "MASTER_KEY", "MASTER_KEY_OLD"),
        *("TOKEN_KEY", "TOKEN_KEY_OLD", "HANDLE_KEY", "HANDLE_KEY_OLD"),
    ),
    "0123456789abcdef" * 2,
)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("weak", ["x", "x" * 31, "x" * 64, "0123456789abcdef" + "0" * 15])
def test_a_weak_secret_is_refused_in_production(name: str, weak: str) -> None:
    assert load_settings({"ENVIRONMENT": "production", **SECRETS})
    with pytest.raises(SettingsError) as refused:
        load_settings({"ENVIRONMENT": "production", **SECRETS, name: weak})
    [line] = str(refused.value).splitlines()[1:]
    assert line.startswith(f"  {name}: in production use")
    if not name.startswith("JWT_SECRET") or len(weak) >= 32:  # of HS256, by its standard
        assert load_settings({name: weak}), "development takes any"


@pytest.mark.parametrize("name", ["RPC_SECRET", "RPC_SECRET_OLD", "INBOUND_MAIL_SECRET"])
def test_what_travels_in_a_header_is_ascii(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: use letters, digits"):
        load_settings({name: "geheimnis-für-dienste-von-32-zeichen"})


def test_public_keys_need_no_secret_for_tokens() -> None:
    keys = {"JWT_JWKS_URL": "https://id.example/keys", "JWT_ALGORITHMS": "RS256", "JWT_SECRET": ""}
    assert load_settings({"ENVIRONMENT": "production", **SECRETS, **keys})


@pytest.mark.parametrize("value", ["22:00", "24:00-08:00", "22:00-8:00", "on", "22:00-08:00 "])
def test_quiet_hours_are_two_times_or_off(value: str) -> None:
    for good in ("22:00-08:00", "00:00-23:59", "off"):
        assert load_settings({"QUIET_HOURS": good}).quiet_hours == good
    with pytest.raises(SettingsError, match="QUIET_HOURS: write local times"):
        load_settings({"QUIET_HOURS": value})


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("LOG_LEVEL", "LOUD", "name one of .*WARNING"),
        ("GATEWAY_PORT", "70000", "65535"),
        ("NOTIFY_PORT", "0", "greater than or equal to 1"),
        ("SMTP_PORT", "smtp", "give a whole number"),
        ("NOTIFY_METRICS_PORT", "-1", "greater than or equal to 0"),
        ("JWT_JWKS_URL", "id.example/keys", "such as https://shop.example"),
        ("CALLBACK_URL", "https:///callbacks", "such as https://shop.example"),
        ("CALLBACK_URL", "unix:/run/notify.sock", "such as https://shop.example"),
        ("APPEALS_URL", "unix:run/appeals.sock", "absolute path"),
        ("NOTIFY_URL", "unix:/" + "x" * 96, "at most 95 bytes"),
    ],
)
def test_what_cannot_work_is_refused_at_start(name: str, wrong: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: .*{said}"):
        load_settings({name: wrong})


@pytest.mark.parametrize(
    ("given", "for_ours", "for_strangers"),
    [
        ({}, "unix:/r/run/notify.sock", "http://127.0.0.1:8103"),
        ({"VAR_DIR": "/" + "x" * 90}, "http://127.0.0.1:8103", "http://127.0.0.1:8103"),
        ({"NOTIFY_URL": "unix:/s", "NOTIFY_PORT": "9"}, "unix:/s", "http://127.0.0.1:9"),
        ({"NOTIFY_URL": "http://notify:8103"}, "http://notify:8103", "http://notify:8103"),
    ],
)
def test_our_processes_meet_at_a_socket_and_strangers_come_over_http(
    given: dict[str, str], for_ours: str, for_strangers: str
) -> None:
    settings = load_settings({"VAR_DIR": "/r", **given})
    assert settings.url_of("notify") == for_ours
    assert settings.callback_base == for_strangers


def test_a_process_need_not_show_metrics() -> None:
    assert (
        load_settings({"NOTIFY_METRICS_PORT": "0", "LOG_LEVEL": "debug"}).notify_metrics_port == 0
    )


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("CURRENCY", "RMB", "ISO 4217"),
        ("CURRENCY", "XAU", "ISO 4217"),
        ("OPERATOR_TIME_ZONE", "CST", "did you mean America/Chicago .* Asia/Shanghai"),
        ("OPERATOR_TIME_ZONE", "posixrules", "not an IANA time zone"),
        ("OPERATOR_PHONE", "+8613800", "can exist"),
    ],
)
def test_what_amounts_and_times_are_told_in_is_known_at_start(
    name: str, wrong: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=f"{name}: .*{said}") as refused:
        load_settings({name: wrong})
    assert len(str(refused.value).splitlines()) == 2
    assert load_settings({"CURRENCY": "cny"}).currency == "CNY"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("会" * 70, 1),
        ("会" * 71, 2),
        ("会" * 134, 2),
        ("会" * 135, 3),
        ("😀" * 36, 2),
    ],
)
def test_segments(text: str, expected: int) -> None:
    assert segments(text) == expected


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('{"level": "info", "event": "served"}', None),
        (
            '{"level": "error", "event": "lost", "exception": "Trace\\nValueError: x"}',
            "lost: ValueError: x",
        ),
        ("2026-11-21 WARNING slow", "2026-11-21 WARNING slow"),
        ("ordinary", None),
        ("{cut", None),
    ],
)
def test_only_warnings_and_worse_are_shown(line: str, shown: str | None) -> None:
    assert notable(line) == shown


def test_last_words_are_the_error_and_not_what_follows_it(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    assert last_words(log) == f"nothing in {log}"
    log.write_text(
        '{"event": "failed", "exception": "Traceback\\n  File\\nValueError: no plans"}\n'
        '{"event": "Application startup failed. Exiting."}\n'
    )
    assert last_words(log).startswith("ValueError: no plans (")
    log.write_text("first\nlast\n")
    assert last_words(log).startswith("last (")


@pytest.mark.parametrize(
    ("memory", "cache"), [(1_024, 256), (4_096, 512), (8_192, 1_024), (65_536, 1_024)]
)
def test_the_database_keeps_an_eighth_of_the_memory_at_hand(memory: int, cache: int) -> None:
    assert cache_of(memory) == cache
