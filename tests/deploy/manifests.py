"""The manifests of Kubernetes, as they are read."""

from typing import Any

import yaml

from tests.deploy.shipped import DEPLOY

MANIFESTS: list[dict[str, Any]] = [
    manifest
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for manifest in yaml.safe_load_all(file.read_text())
]


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in MANIFESTS if each["kind"] == kind}


def pods() -> dict[str, dict[str, Any]]:
    """What runs, by the name of its deployment."""
    return {name: each["spec"]["template"]["spec"] for name, each in of_kind("Deployment").items()}


def containers() -> dict[str, dict[str, Any]]:
    return {name: pod["containers"][0] for name, pod in pods().items()}


def ports(name: str) -> dict[str, int]:
    """Of a container, by their names."""
    return {port["name"]: port["containerPort"] for port in containers()[name]["ports"]}
