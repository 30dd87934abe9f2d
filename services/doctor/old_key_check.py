"""Secrets that count as well while they are changed: whether the change goes on, or was forgotten.

The master key before is looked for in what is kept; of the others only time tells.
"""

from collections.abc import Iterator

from pydantic import SecretStr

from infra.kernel.sentences import Sentence, both
from services.doctor.advice import Advice, note, warning
from services.settings import Settings

_OLD = ("_key_old", "_keys_old", "_secret_old", "_token_old")
_ELSEWHERE = "master_key_old"
_REHASHED = both(
    "rehash-handles 以 0 结束后可去掉，见 docs/rotating.md。",
    "Remove it once rehash-handles ended with 0, as docs/rotating.md says.",
)
_IN_TIME = both(
    "到 docs/rotating.md 第 3 步所写的时间后去掉。",
    "Remove it when step 3 of docs/rotating.md says so.",
)


def of_old_keys(settings: Settings) -> list[Advice]:
    return [_of(name, settings) for name in _given(settings)]


def _given(settings: Settings) -> Iterator[str]:
    names = (name for name in type(settings).model_fields if name.endswith(_OLD))
    return (name for name in names if name != _ELSEWHERE and _secrets(settings, name))


def _of(name: str, settings: Settings) -> Advice:
    present = name.replace("_keys_old", "_key").removesuffix("_old")
    about, new = f"settings.{name.upper()}", present.upper()
    if _secrets(settings, name) & _secrets(settings, present):
        return warning(
            about,
            both("与 {new} 相同。", "It is the same as {new}.", new=new),
            both("更换没有发生：旧的仍是新的。", "Nothing is changed: the old one is the new one."),
            both(
                "把其中一个换掉，或去掉它。", "Give one of them another value, or remove this one."
            ),
        )
    return note(
        about,
        both("旧密钥仍然有效。", "What the other one made still counts."),
        _mend(name),
    )


def _mend(name: str) -> Sentence:
    return _REHASHED if name == "handle_key_old" else _IN_TIME


def _secrets(settings: Settings, name: str) -> set[str]:
    """One, or several; without those that are empty."""
    found = getattr(settings, name)
    several: tuple[SecretStr, ...] = found if isinstance(found, tuple) else (found,)
    return {secret.get_secret_value() for secret in several} - {""}
