"""What the processes of a system are told: addresses, ports, and which parts are embedded."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from infra.dev import mongo, valkey
from infra.dev.child import StartError
from infra.dev.ports import free_ports
from infra.dev.settings import DevelopmentSettings, load_settings
from infra.dev.sinks import domestic_api
from infra.process.ports import is_taken

Ports = Literal["fixed", "auto"]
MARK = "REINSTATE_SUPERVISED_IN"
METRICS = " metrics"  # after the name of the process that shows them

_OURS = {
    "sink_port": "sinks",
    "smtp_port": "mail",
    "embedded_mongo_port": "mongo",
    "embedded_broker_port": "valkey",
}


def _listener(setting: str) -> str:
    """The process that listens on the port of this setting."""
    name = setting.removesuffix("_port")
    return _OURS.get(setting, name.removesuffix("_metrics") + METRICS * name.endswith("_metrics"))


_TRACED = {"OTEL_BSP_SCHEDULE_DELAY": "500"}
"""Milliseconds: who develops does not want to wait for the five seconds of OpenTelemetry."""

PORTS = {
    _listener(setting): setting.upper()
    for setting in DevelopmentSettings.model_fields
    if setting.endswith("_port")
}
"""The process that listens, and the variable that moves it elsewhere."""

SERVICES = [
    name
    for name in PORTS
    if {f"{name}_port", f"{name}_url"} <= DevelopmentSettings.model_fields.keys()
]


class Stack(msgspec.Struct, frozen=True, kw_only=True):
    """A system to be started: its environment, its ports by process, its embedded parts."""

    env: dict[str, str]
    var_dir: Path
    host: str
    ports: dict[str, int]
    embedded: frozenset[str]
    traces: bool = False

    def refuse_taken_ports(self, names: list[str]) -> None:
        """One line for each port that another program holds."""
        listening = [part for name in names for part in (name, name + METRICS)]
        taken = [name for name in listening if name in self.ports and self._taken(name)]
        lines = [
            f"port {self.ports[name]} ({name}) is taken: stop what uses it, "
            f"or set {PORTS[name]} to a free one"
            for name in taken
        ]
        if lines:
            raise StartError("\n".join(lines))

    def _taken(self, name: str) -> bool:
        return is_taken(self.ports[name], self.host)

    @property
    def urls(self) -> dict[str, str]:
        """Where the processes that speak HTTP answer."""
        spoken = [name for name in self.ports if name not in ("mail", "mongo", "valkey")]
        return {name: self._url(name) for name in spoken if not name.endswith(METRICS)}

    @property
    def metrics(self) -> dict[str, str]:
        """Where the processes show what they count."""
        names = [name for name in self.ports if name.endswith(METRICS)]
        return {name.removesuffix(METRICS): self._url(name) + "/metrics" for name in names}

    def _url(self, name: str) -> str:
        return f"http://{self.reached}:{self.ports[name]}"

    @property
    def reached(self) -> str:
        return "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104 (compared only)


def plan_stack(overrides: Mapping[str, str], *, ports: Ports, one: bool = False) -> Stack:
    """Reads the environment; whatever it names itself is used instead of an embedded part.

    Args:
        one: every service answers at the gateway's address.

    Raises:
        SettingsError: a setting is wrong.
    """
    given = {**os.environ, **overrides}
    if ports == "auto":
        numbers = [str(number) for number in free_ports(len(PORTS))]
        given |= dict(zip(PORTS.values(), numbers, strict=True))
    settings = load_settings(given)
    embedded = _embedded(given)
    stack = Stack(
        env=given,
        var_dir=settings.var_dir.resolve(),
        host=settings.host,
        ports=_ports(settings, embedded),
        embedded=embedded,
        traces=settings.traces,
    )
    env = _environment(stack)
    if one:
        env |= {f"{name.upper()}_URL": stack.urls["gateway"] for name in SERVICES}
    return msgspec.structs.replace(stack, env=env)


def _embedded(given: Mapping[str, str]) -> frozenset[str]:
    named = {
        "mongo": given.get("MONGO_URL"),
        "valkey": given.get("BROKER_URL"),
        "twilio": given.get("TWILIO_BASE_URL") or given.get("TWILIO_ACCOUNT_SID"),
        "mail": given.get("SMTP_HOST"),
    }
    parts = {name for name, address in named.items() if not address}
    return frozenset(parts | {"sinks"} if parts & {"twilio", "mail"} else parts)


def _ports(settings: DevelopmentSettings, embedded: frozenset[str]) -> dict[str, int]:
    ports = {name: int(getattr(settings, variable.lower())) for name, variable in PORTS.items()}
    return {name: port for name, port in ports.items() if port and _listens(name, embedded)}


def _listens(name: str, embedded: frozenset[str]) -> bool:
    return name in embedded or name not in ("mongo", "valkey", "sinks", "mail")


def _environment(stack: Stack) -> dict[str, str]:
    env = stack.env | {PORTS[name]: str(port) for name, port in stack.ports.items()}
    env |= {"VAR_DIR": str(stack.var_dir), "PYTHONUNBUFFERED": "1", MARK: str(stack.var_dir)}
    if "mongo" in stack.embedded:
        env["MONGO_URL"] = mongo.url(stack.ports["mongo"])
    if "valkey" in stack.embedded:
        env["BROKER_URL"] = valkey.url(stack.ports["valkey"])
    if "twilio" in stack.embedded:
        env["TWILIO_BASE_URL"] = stack.urls["sinks"]
    if "sinks" in stack.embedded:
        env = domestic_api.reached_at(stack.urls["sinks"]) | env
    if "mail" in stack.embedded:
        env["SMTP_HOST"] = stack.reached
    if "sinks" in stack.embedded and stack.traces:
        env = {**_TRACED, "OTEL_EXPORTER_OTLP_ENDPOINT": stack.urls["sinks"], **env}
    return env
