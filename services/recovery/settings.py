"""What backup, restore and erasing read of the environment."""

from pathlib import Path

from pydantic import SecretStr

from infra.secret_settings import DEVELOPMENT_SECRET, OptionalSecret
from infra.settings import PlatformSettings


class RecoverySettings(PlatformSettings):
    erasures_file: Path | None = None  # none: in VAR_DIR
    erasure_key: OptionalSecret = SecretStr("")

    @property
    def erasures(self) -> Path:
        """The list of who was erased; no backup brings them back."""
        return self.erasures_file or self.var_dir / "erasures.jsonl"

    @property
    def erasing_key(self) -> str:
        """What its digests are keyed with; none in production until there is one: nobody can be
        erased, then."""
        given = self.erasure_key.get_secret_value()
        return given or (DEVELOPMENT_SECRET if self.development else "")
