"""What the rules and panels of infra/deploy/monitoring name, and what the code counts."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "infra" / "deploy" / "monitoring"
PARTS_OF = {"Counter": ("",), "Gauge": ("",), "Histogram": ("_bucket", "_count", "_sum")}
OF_OTHERS = {
    "up": {"job", "instance"},
    "process_cpu_seconds_total": set[str](),
    "process_resident_memory_bytes": set[str](),
}
"""Of Prometheus itself, and of its client library."""
_SELECTED = re.compile(r"\b([a-z][a-z0-9_]+_[a-z0-9_]+|up)\b(?:\{([^}]*)\})?")
_LABEL = re.compile(r"(\w+)\s*(?:=|!=|=~|!~)\s*\"")
_GROUPED = re.compile(r"\bby \(([^)]*)\)")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "rules.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    shown = json.loads((FOLDER / "dashboard.json").read_text())["panels"]
    return [panel for panel in shown if panel["type"] != "row"]


def expressions() -> Iterator[tuple[str, str]]:
    """What asks, and how."""
    for rule in rules():
        yield rule["alert"], rule["expr"]
    for panel in panels():
        yield panel["title"], panel["targets"][0]["expr"]


def counted() -> dict[str, set[str]]:
    """The labels of every series that the code exports, by its name."""
    found: dict[str, set[str]] = {}
    for part in ("infra", "services", "gateway"):
        for file in (ROOT / part).rglob("*.py"):
            text = file.read_text()
            if "prometheus_client" in text:
                found |= dict(_declared(ast.parse(text)))
    return found


def _declared(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    for node in ast.walk(tree):
        kind = getattr(getattr(node, "func", None), "id", "")
        if isinstance(node, ast.Call) and kind in PARTS_OF:
            name, _, *labels = (ast.literal_eval(given) for given in node.args)
            for part in PARTS_OF[kind]:
                extra = {"le"} if part == "_bucket" else set[str]()
                yield name + part, {*(labels[0] if labels else ()), *extra}


def asked(expression: str) -> Iterator[tuple[str, set[str]]]:
    """The series that an expression selects, each with the labels that it is selected by."""
    without = re.sub(r'"[^"]*"', '""', _GROUPED.sub("", expression))
    for name, within in _SELECTED.findall(without):
        if name not in ("histogram_quantile", "__rate_interval"):
            yield name, set(_LABEL.findall(within))


def grouped(expression: str) -> set[str]:
    return {name.strip() for names in _GROUPED.findall(expression) for name in names.split(",")}
