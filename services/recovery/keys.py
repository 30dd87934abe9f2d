"""Which keys a backup needs: it names them, and holds none."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator

from pydantic import SecretStr

from services.recovery.manifest import Manifest, NeededKey
from services.settings import Settings

KEYS = {
    "WEBHOOK_KEY": "opens the secrets that webhooks are signed with",
    "CODE_SECRET": "finds suppressed addresses, and keeps links in mails good",
    "HANDLE_KEY": "finds accounts by their phone numbers and e-mail addresses",
    "ERASURE_KEY": "finds in a backup whom the list of erasures names",
    "CURSOR_KEY": "opens the cursors that clients keep",
    "PASS_KEY": "signs the passes that shops keep",
    "MASTER_KEY": "opens what is kept of people",
}
_OLDER = {
    "WEBHOOK_KEY": ("WEBHOOK_KEY_OLD",),
    "CODE_SECRET": ("CODE_SECRET_OLD",),
    "CURSOR_KEY": ("CURSOR_KEYS_OLD",),
    "PASS_KEY": ("PASS_KEY_OLD",),
    "HANDLE_KEY": ("HANDLE_KEY_OLD",),
}
_LENGTH = 16


def needed_keys(settings: Settings) -> tuple[NeededKey, ...]:
    values = {name: next(_values(settings, name), "") for name in KEYS}
    return tuple(
        NeededKey(variable=name, what_for=KEYS[name], mark=_mark(name, value))
        for name, value in values.items()
        if value
    )


def missing_keys(manifest: Manifest, settings: Settings) -> list[NeededKey]:
    """Those that the settings hold neither as today's nor as an older one."""
    return [
        needed
        for needed in manifest.keys
        if needed.variable in KEYS
        and not any(
            hmac.compare_digest(_mark(needed.variable, value), needed.mark)
            for name in (needed.variable, *_OLDER.get(needed.variable, ()))
            for value in _values(settings, name)
        )
    ]


def _mark(name: str, value: str) -> str:
    """Keyed by the key itself, over what it is for: long random keys cannot be found from it."""
    what = f"mark of {name}".encode()
    return hmac.new(value.encode(), what, hashlib.sha256).hexdigest()[:_LENGTH]


def _values(settings: Settings, name: str) -> Iterator[str]:
    if name == "MASTER_KEY":  # of a file, too
        yield from settings.master_keys
        return
    found = getattr(settings, name.lower())
    secrets: Iterable[SecretStr] = found if isinstance(found, tuple) else (found,)
    yield from (secret.get_secret_value() for secret in secrets)
