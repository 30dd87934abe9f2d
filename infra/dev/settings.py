"""The settings of the whole product and of what development adds to it. The one module of infra
that knows what the product consists of: somebody has to plan the ports of all of it."""

from collections.abc import Mapping

from infra.settings import Port, load
from services.settings import Settings


class DevelopmentSettings(Settings):
    embedded_mongo_port: Port = 27117
    embedded_broker_port: Port = 6479
    traces: bool = False


def load_settings(overrides: Mapping[str, str] | None = None) -> DevelopmentSettings:
    """As `services.settings.load_settings`."""
    return load(DevelopmentSettings, overrides)
