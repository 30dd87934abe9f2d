"""What the appeals service reads of the environment."""

from pathlib import Path

from infra.settings import MetricsPort, PlatformSettings, Port, Url


class AppealsSettings(PlatformSettings):
    appeals_port: Port = 8102
    appeals_metrics_port: MetricsPort = 8112
    appeals_url: Url = ""
    appeals_calendar_file: Path | None = None
