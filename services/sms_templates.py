"""`python -m services sms-templates FILE`: the texts that a domestic SMS house has to approve."""

import argparse
import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from infra.settings import SettingsError
from services.notify.core.rules.links import MessageLinks
from services.notify.core.rules.sms_events import BY_SMS
from services.notify.providers.domestic.domain.approved import (
    ApprovedTemplate,
    Listed,
    listed_in,
)
from services.notify.templates.fixed_texts import FixedTexts
from services.settings import Settings, load_settings

_ANY_PORT = "http://localhost:${p}"
"""The member centre of an embedded system, wherever it listens."""


def main(arguments: list[str]) -> int:
    """Ends with 0 when the file is written, 1 when it cannot be, 2 when a setting is wrong."""
    asked = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        before = listed_in(asked.file.read_bytes()) if asked.file.exists() else {}
        listed = texts_to_approve(settings, before, invented=asked.invented)
        asked.file.write_bytes(written(listed))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{asked.file}: {error}\n")
        return 1
    sys.stdout.write(f"{_summary(listed)}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services sms-templates",
        description="Writes the texts of all SMS that this release ships, with variables, for a "
        "domestic SMS house to approve. Ids that the file has already are kept.",
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--invented", action="store_true", help="with ids made up, for the sinks")
    return parser


def texts_to_approve(settings: Settings, before: Listed, *, invented: bool = False) -> Listed:
    centres = [_centre(settings), *([""] if invented else [])]  # sinks take messages without, too
    sayings = [_texts(settings, centre) for centre in centres]
    ids = {one.text: one.id for some in before.values() for one in some}

    def template(text: str) -> ApprovedTemplate:
        return ApprovedTemplate(text=text, id=ids.get(text) or (_made_up(text) if invented else ""))

    return {event: [template(text) for text in _each(sayings, event)] for event in BY_SMS}


def _each(sayings: Iterable[FixedTexts], event: str) -> Iterable[str]:
    return dict.fromkeys(text for texts in sayings for text in texts.of(event))


def _texts(settings: Settings, centre: str) -> FixedTexts:
    return FixedTexts(settings.operator_name, settings.currency, MessageLinks(centre))


def _centre(settings: Settings) -> str:
    """In development it listens wherever there is a free port."""
    anywhere = settings.development and not settings.member_centre_url
    return _ANY_PORT if anywhere else settings.member_centre


def unapproved(settings: Settings) -> list[str]:
    """Events with a text of this release that has no id in the file of the settings; none without
    a file."""
    file = settings.domestic_sms_templates
    if file is None:
        return []
    listed = texts_to_approve(settings, listed_in(file.read_bytes()))
    return sorted(event for event, texts in listed.items() if any(not one.id for one in texts))


def written(listed: Listed) -> bytes:
    return msgspec.json.format(msgspec.json.encode(listed), indent=1) + b"\n"


def _made_up(text: str) -> str:
    return f"SMS_{int(hashlib.sha256(text.encode()).hexdigest()[:8], 16):09d}"


def _summary(listed: Listed) -> str:
    everything: Iterable[ApprovedTemplate] = [one for some in listed.values() for one in some]
    missing = sum(not one.id for one in everything)
    return f"{sum(map(len, listed.values()))} texts; {missing} of them have no id yet: hand them in"
