"""Each setting belongs to one part, is read by somebody, and stands in docs/operating.md."""

import re
from datetime import timedelta
from itertools import combinations

from pydantic import SecretStr, TypeAdapter
from pydantic.fields import FieldInfo

from infra.dev.settings import DevelopmentSettings
from infra.settings import PlatformSettings
from services.settings import Settings
from tests.architecture.code import ROOT, modules, said_in

TABLE = re.compile(r"^\| `([A-Z0-9_]+)` \| (.*?) \| .+ \|$", re.MULTILINE)
OF_A_SERVICE = re.compile(r"(membership|appeals|notify)_(port|metrics_port|url)")
SECTIONS = [PlatformSettings, *Settings.__bases__, DevelopmentSettings]


def declared(section: type) -> set[str]:
    return set(section.__annotations__) - {"model_config"}


def default(field: FieldInfo) -> str:
    """As the table shows it."""
    value = field.default
    if isinstance(value, SecretStr):
        return "development's own" if value.get_secret_value() else ""
    if value in (None, (), ""):
        return ""
    if isinstance(value, timedelta):
        value = TypeAdapter(timedelta).dump_python(value, mode="json")
    text = ",".join(value) if isinstance(value, tuple) else str(value)
    return f"`{text.lower() if isinstance(value, bool) else text}`"


def attributes() -> set[str]:
    """Every name that the product reads from an object."""
    return set().union(*(said_in(file).attributes for file in modules()))


def test_no_setting_is_declared_twice() -> None:
    for one, other in combinations(SECTIONS, 2):
        assert declared(one) & declared(other) == set(), f"{one.__name__}, {other.__name__}"


def test_every_setting_is_read() -> None:
    by_name = {name for name in DevelopmentSettings.model_fields if OF_A_SERVICE.fullmatch(name)}
    ports = {"worker_metrics_port", "embedded_mongo_port", "embedded_broker_port"}
    assert by_name, "infra.settings reads these by the name of their service"
    unread = set(DevelopmentSettings.model_fields) - attributes() - by_name - ports
    assert unread == set()


def test_operating_lists_every_setting_with_its_default() -> None:
    listed = dict(TABLE.findall((ROOT / "docs/operating.md").read_text()))
    known = {
        name.upper(): default(field) for name, field in DevelopmentSettings.model_fields.items()
    }
    assert listed == known
