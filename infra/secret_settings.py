"""Secrets among the settings: which are refused where strangers come, and how they are given."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationInfo
from pydantic_settings import NoDecode

DEVELOPMENT_SECRET: Final = "development-only-secret-of-32-bytes-or-more"  # noqa: S105 (refused in production)
SHORTEST_SECRET: Final = 32
"""Characters."""
FEWEST_DIFFERENT: Final = 8


class Environment(StrEnum):
    """A sandbox is guarded as production is, and reaches nothing real: see docs/sandbox.md."""

    DEVELOPMENT = "development"
    SANDBOX = "sandbox"
    PRODUCTION = "production"


def serves_strangers(info: ValidationInfo) -> bool:
    """Whether the environment is one that others reach: all but development."""
    return info.data.get("environment") in (Environment.PRODUCTION, Environment.SANDBOX)


def refuse_weak(value: SecretStr, info: ValidationInfo) -> SecretStr:
    """What strangers could guess is refused in production."""
    # on each field, so that it is listed beside the errors of the other fields
    if serves_strangers(info) and (fault := _weakness(value.get_secret_value())):
        raise ValueError(fault)
    return value


def _refuse_weak_if_given(value: SecretStr, info: ValidationInfo) -> SecretStr:
    return refuse_weak(value, info) if value.get_secret_value() else value


def _fit_for_a_header(value: SecretStr) -> SecretStr:
    secret = value.get_secret_value()
    if not (secret.isascii() and secret.isprintable()):
        raise ValueError("use letters, digits and signs of ASCII: it travels in a header")
    return value


def _parts(value: object) -> object:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


SEPARATED: Final = BeforeValidator(_parts)
Secret = Annotated[SecretStr, AfterValidator(refuse_weak)]
OptionalSecret = Annotated[SecretStr, AfterValidator(_refuse_weak_if_given)]
Secrets = Annotated[tuple[OptionalSecret, ...], NoDecode, SEPARATED]
"""Separated by commas."""
IN_A_HEADER: Final = AfterValidator(_fit_for_a_header)


def given(*secrets: SecretStr) -> tuple[str, ...]:
    """Those that are set, in their order."""
    return tuple(text for one in secrets if (text := one.get_secret_value()))


def secret_in(file: Path) -> str:
    """
    Raises:
        ValueError: saying what is wrong with the file.
    """
    try:
        secret = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{file} cannot be read as text") from None
    if not secret:
        raise ValueError(f"{file} is empty")
    return secret


def _weakness(secret: str) -> str:
    """Why nobody should rely on it; "" for a good one."""
    if secret == DEVELOPMENT_SECRET:
        return "in production set it to a secret of your own"
    if len(secret) < SHORTEST_SECRET:
        return f"in production use at least {SHORTEST_SECRET} characters: openssl rand -hex 32"
    if len(set(secret)) < FEWEST_DIFFERENT:
        return "in production use one that cannot be guessed: openssl rand -hex 32"
    return ""
