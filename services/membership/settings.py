"""What the membership service reads of the environment."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from infra.settings import MetricsPort, PlatformSettings, Port, Url


class MembershipSettings(PlatformSettings):
    membership_port: Port = 8101
    membership_metrics_port: MetricsPort = 8111
    membership_url: Url = ""
    plans_file: Path = Path("services/membership/plans.json")
    searches_a_minute: int = Field(default=30, ge=1)  # for members, by one person
    partner_feed_kept: timedelta = Field(default=timedelta(days=90), ge=timedelta(days=1))
