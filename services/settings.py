"""All settings of the product: the sections of the gateway and of the services, joined."""

from collections.abc import Mapping

from gateway.settings import GatewaySettings
from infra.settings import load
from services.appeals.settings import AppealsSettings
from services.membership.accounts.settings import AccountSettings
from services.membership.settings import MembershipSettings
from services.notify.settings import NotifySettings
from services.recovery.settings import RecoverySettings


class Settings(
    GatewaySettings,
    MembershipSettings,
    AccountSettings,
    AppealsSettings,
    NotifySettings,
    RecoverySettings,
):
    """Every process checks all of them, though it reads its own section: what is wrong with the
    environment of a system is said by whichever part starts first."""

    @property
    def member_centre(self) -> str:
        """In development the pages of the gateway, by the name that passkeys are bound to."""
        return super().member_centre or self._here

    @property
    def desk(self) -> str:
        """In development that of the gateway's pages."""
        return super().desk or (self._here and f"{self._here}/desk")

    @property
    def _here(self) -> str:
        return f"http://localhost:{self.gateway_port}" if self.development else ""


def load_settings(overrides: Mapping[str, str] | None = None) -> Settings:
    """Reads the environment; a variable in `overrides` wins over it.

    Raises:
        SettingsError: one line for each variable that is wrong, with what would be right.
    """
    return load(Settings, overrides)
