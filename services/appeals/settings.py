"""What the appeals service reads of the environment."""

from infra.settings import MetricsPort, PlatformSettings, Port, Url


class AppealsSettings(PlatformSettings):
    appeals_port: Port = 8102
    appeals_metrics_port: MetricsPort = 8112
    appeals_url: Url = ""
