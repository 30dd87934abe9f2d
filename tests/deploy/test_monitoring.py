"""Rules and panels name what is counted, and each alert leads to what to do."""

import re
from itertools import pairwise

import pytest
import yaml

from tests.deploy.monitoring import (
    FOLDER,
    OF_OTHERS,
    ROOT,
    asked,
    counted,
    expressions,
    grouped,
    panels,
    rules,
)

COUNTED = counted() | OF_OTHERS
EXPRESSIONS = list(expressions())
OF_A_TARGET = {"job", "instance"}


@pytest.mark.parametrize(("who", "expression"), EXPRESSIONS, ids=[who for who, _ in EXPRESSIONS])
def test_what_is_asked_for_is_counted(who: str, expression: str) -> None:
    named = list(asked(expression))
    assert named, who
    assert {name for name, _ in named} <= COUNTED.keys()
    for name, labels in named:
        assert labels <= COUNTED[name] | OF_A_TARGET, name
    known = set().union(*(COUNTED[name] for name, _ in named)) | OF_A_TARGET
    assert grouped(expression) <= known


def test_what_is_counted_is_shown() -> None:
    shown = {name for panel in panels() for name, _ in asked(panel["targets"][0]["expr"])}
    ours = {name for name in counted() if not name.endswith("_sum")}
    assert ours - shown <= {"reinstate_subscription_steps_total"}, "it says that a loop is alive"


def test_each_alert_leads_to_what_to_do() -> None:
    text = (ROOT / "docs/operating.md").read_text()
    anchors = {line.removeprefix("### ").lower() for line in text.split("\n") if line[:4] == "### "}
    for rule in rules():
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        assert (page, anchor) == ("docs/operating.md", rule["alert"].lower())
        assert anchor in anchors, f"say in docs/operating.md what to do about {rule['alert']}"
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in ("page", "ticket")


def test_each_runbook_is_of_an_alert() -> None:
    text = (ROOT / "docs/operating.md").read_text()
    [part] = re.findall(r"^## Alerts$(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    told = re.findall(r"^### (\w+)$", part, re.MULTILINE)
    assert told == [rule["alert"] for rule in rules()]


def test_panels_lie_beside_each_other() -> None:
    places = [panel["gridPos"] for panel in panels()]
    cells = sorted((at["y"], at["x"], at["w"]) for at in places)
    for (row, x, wide), (next_row, next_x, _) in pairwise(cells):
        assert row < next_row or x + wide <= next_x
    assert all(at["x"] + at["w"] <= 24 for at in places)


def test_prometheus_asks_the_processes_where_they_show_it() -> None:
    scraped = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
    from services.settings import Settings

    for job in scraped:
        [target] = job["static_configs"][0]["targets"]
        name, _, port = target.partition(":")
        assert name == job["job_name"]
        assert int(port) == Settings.model_fields[f"{name}_metrics_port"].default
