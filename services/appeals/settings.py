"""What the appeals service reads of the environment."""

from pathlib import Path

from pydantic import Field

from infra.settings import MetricsPort, PlatformSettings, Port, ServiceUrl


class AppealsSettings(PlatformSettings):
    appeals_port: Port = 8102
    appeals_metrics_port: MetricsPort = 8112
    appeals_url: ServiceUrl = ""
    appeals_calendar_file: Path | None = None
    identity_above: int = Field(default=100_000, ge=0)  # in minor units, of a remedy
    appeals_four_eyes_above: int = Field(default=100_000, ge=0)  # in minor units, of a remedy
    incident_rules_file: Path = Path("services/appeals/incident_rules.json")
    incident_worth_alone: int = Field(default=100_000, ge=0)  # in minor units, by one of the staff
    incident_remedies_a_second: int = Field(default=50, ge=1, le=500)
