"""What the membership service reads of the environment."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from infra.settings import MetricsPort, PlatformSettings, Port, ServiceUrl


class MembershipSettings(PlatformSettings):
    membership_port: Port = 8101
    membership_metrics_port: MetricsPort = 8111
    membership_url: ServiceUrl = ""
    plans_file: Path = Path("services/membership/plans.json")
    searches_a_minute: int = Field(default=30, ge=1)  # for members, by one person
    breaker_floor: int = Field(default=10, ge=0)
    breaker_floor_share: float = Field(default=0.01, ge=0, le=1)
    breaker_usual_share: float = Field(default=0.25, ge=0, le=1)
    breaker_release_rate: int = Field(default=50, ge=1, le=500)
    breaker_four_eyes: bool = False
    days_alone: int = Field(default=31, ge=0)  # that one of the staff may grant
    amount_alone: int = Field(default=10_000, ge=0)  # in minor units
    members_alone: int = Field(default=20, ge=0)  # at once
    erasure_wait: timedelta = Field(default=timedelta(days=7), ge=timedelta(days=2))
    rectification_within: timedelta = Field(
        default=timedelta(days=30), ge=timedelta(days=1), le=timedelta(days=30)
    )  # a month at most: GDPR, Article 12(3)
    retain_login_traces: timedelta = Field(default=timedelta(days=365), ge=timedelta(days=183))
    retain_staff_reads: timedelta = Field(default=timedelta(days=1095), ge=timedelta(days=183))
    partner_feed_kept: timedelta = Field(default=timedelta(days=90), ge=timedelta(days=1))
