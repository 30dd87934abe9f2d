"""What the membership service reads of the environment."""

from pathlib import Path

from infra.settings import PlatformSettings, Port


class MembershipSettings(PlatformSettings):
    membership_port: int = 8101
    membership_metrics_port: Port = 8111
    membership_url: str = ""
    plans_file: Path = Path("services/membership/plans.json")
