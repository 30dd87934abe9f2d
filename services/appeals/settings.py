"""What the appeals service reads of the environment."""

from infra.settings import PlatformSettings, Port


class AppealsSettings(PlatformSettings):
    appeals_port: int = 8102
    appeals_metrics_port: Port = 8112
    appeals_url: str = ""
