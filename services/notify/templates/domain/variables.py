"""What the templates of one event may speak of, as its type decides."""

from collections.abc import Mapping
from functools import cache

from services.notify.contract.words import CodePurpose
from services.notify.core.rules.alert_rules import ALERTS, CODE_EVENT
from services.notify.core.rules.facts import event_type_named
from services.shared.typed_fields import Hint, fields_of, leaves

PHRASES = ("title", "what", "why", "detail", "next")
"""What a template is made of. A field of the same name is reached through `event`."""

EVENT_TYPES = (*sorted(ALERTS), CODE_EVENT)


@cache
def variables_of(event_type: str) -> Mapping[str, Hint]:
    """The type of each variable by its name.

    Raises:
        KeyError: no such event.
    """
    if event_type == CODE_EVENT:
        return {"code": str, "purpose": CodePurpose}
    event = event_type_named(event_type)
    fields = {name: hint for name, hint in fields_of(event).items() if name not in PHRASES}
    return {**fields, "event": event}


@cache
def described(event_type: str) -> Mapping[str, str]:
    """Every variable as it is written, with what it is. `event` is named only where there is no
    shorter way to a field."""
    variables = variables_of(event_type)
    listed = {name: hint for name, hint in variables.items() if name != "event"}
    fields = fields_of(variables["event"]) if "event" in variables else {}
    listed |= {f"event.{name}": hint for name, hint in fields.items() if name not in variables}
    return dict(sorted(pair for name, hint in listed.items() for pair in leaves(name, hint)))
