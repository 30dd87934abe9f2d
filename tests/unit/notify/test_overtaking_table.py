"""Every alert says what overtakes it, in code and on the page."""

from pathlib import Path

import pytest

from services.appeals.contract import event_types as appeals
from services.appeals.contract.incident_events import INCIDENT_EVENTS
from services.membership.contract import event_types
from services.membership.contract.accounts import event_types as account_events
from services.membership.contract.export_events import EXPORT_EVENT_TYPES
from services.notify.core.rules.alert_rules import ALERTS, HELPS_UNTIL
from services.notify.core.rules.facts import OWN_TYPES
from services.notify.core.truth.overtaking_table import TABLE, Row
from services.notify.inbox.domain.why_words import OVERTAKERS
from services.notify.templates.domain.samples import SAMPLES

PAGE = Path(__file__).parents[3] / "docs" / "notification.md"
HEAD = "| alert | is not sent any more after | or once this has passed | says by what holds then |"


def test_every_alert_has_its_row() -> None:
    assert set(TABLE) == set(ALERTS)


def test_the_page_has_the_table_as_it_is() -> None:
    page = PAGE.read_text("utf-8")
    assert "\n".join([HEAD, "|---|---|---|---|", *map(line, TABLE)]) in page


def line(alert: str) -> str:
    row = TABLE[alert]
    told = [name.replace("/SAME", " (the same)").replace("/", " of ") for name in row.by]
    moot = [f"{name.replace('/', ' of ')} (nothing left to say)" for name in row.moot_by]
    member = [f"{name} (of the membership)" for name in row.by_member]
    covered = ["a balance that covers it"] if row.covered else []
    until = dict.fromkeys([*HELPS_UNTIL.get(alert, ()), *row.until])
    cells = (", ".join([*told, *moot, *member, *covered]), ", ".join(until), ", ".join(row.anew))
    return f"| {alert} | " + " | ".join(cell or "–" for cell in cells) + " |"


@pytest.mark.parametrize("alert", TABLE)
def test_rows_speak_of_what_there_is(alert: str) -> None:
    row, known = (
        TABLE[alert],
        {
            **event_types.EVENT_TYPES,
            **appeals.EVENT_TYPES,
            **INCIDENT_EVENTS,
            **OWN_TYPES,
            **EXPORT_EVENT_TYPES,
            **account_events.EVENT_TYPES,
        },
    )
    names = [name.partition("/")[0] for name in (*row.by, *row.moot_by, *row.by_member)]
    assert set(names) <= set(known)
    assert set(names) <= set(OVERTAKERS), "each is named in 'why did I not get this'"
    assert {*row.until, *row.anew} - OPTIONAL <= set(SAMPLES[alert].__struct_fields__)


OPTIONAL = {"auto_renew", "balance"}
"""Rows that several alerts share name these; where an alert has none they say nothing."""


@pytest.mark.parametrize("alert", [name for name in TABLE if ALERTS[name].adverse])
def test_what_overtakes_an_alarm_is_told(alert: str) -> None:
    told = {name.partition("/")[0] for name in TABLE[alert].by}
    assert told <= set(ALERTS)


def test_a_row_that_says_nothing_makes_nothing_untrue() -> None:
    assert TABLE["TermsWithdrawn"] == Row()
