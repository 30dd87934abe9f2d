"""What the product imports is named in pyproject.toml, and the image installs that and no more."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from tests.architecture.code import ROOT, said_in

ROOTS = ("infra", "services", "gateway")
PROJECT: dict[str, Any] = tomllib.loads(Path("pyproject.toml").read_text())
WHOLE, IMAGE = Path("requirements.lock"), Path("infra/deploy/requirements.lock")
CLIENT = Path("gateway/client")
FOR_STRANGERS = Path("services/shared/packing/scripts")
ENTRIES = ("services.serve", "services.worker", "services.importing.cli", "gateway.serving")


def name_of(requirement: str) -> str:
    """Normalised as in PEP 503."""
    (name,) = re.findall(r"^[\w.-]+", requirement)
    return re.sub(r"[-_.]+", "-", name).lower()


def named(group: str = "", project: dict[str, Any] = PROJECT) -> set[str]:
    listed = project["dependency-groups"][group] if group else project["project"]["dependencies"]
    return {name_of(each) for each in listed if isinstance(each, str)}


def locked(lock: Path) -> dict[str, list[str]]:
    """Each pinned package, with its version and hashes."""
    found: dict[str, list[str]] = {}
    for line in lock.read_text().splitlines():
        if line[0].isalnum():
            found.setdefault(name := name_of(line), []).append(line)
        elif "--hash" in line:
            found[name].append(line.strip(" \\"))
    return found


def imported(files: list[Path]) -> set[str]:
    """Top-level names."""
    return {name.partition(".")[0] for file in files for name in said_in(ROOT / file).imported}


@cache
def installed() -> Mapping[str, list[str]]:
    """Which packages each module comes of: all that their lists of files say is read for it."""
    return packages_distributions()


def packages(modules: set[str]) -> set[str]:
    """Those that are neither ours nor Python's. Where several share a namespace, those of them that
    are named."""
    foreign = modules - set(ROOTS) - sys.stdlib_module_names
    distributions = installed()
    found = [{name_of(package) for package in distributions[name]} for name in foreign]
    return {package for of in found for package in (of & named() if len(of) > 1 else of) or of}


def test_what_the_product_imports_is_named() -> None:
    files = [file for root in ROOTS for file in Path(root).rglob("*.py")]
    files = [file for file in files if not file.is_relative_to(CLIENT)]
    files = [file for file in files if not file.is_relative_to(FOR_STRANGERS)]
    embedded = [file for file in files if file.is_relative_to("infra/dev")]
    assert packages(imported([file for file in files if file not in embedded])) <= named()
    assert packages(imported(embedded)) <= named() | named("embedded")


def test_what_strangers_run_needs_nothing_but_python() -> None:
    files = list(FOR_STRANGERS.glob("*.py"))
    own = {file.stem for file in files}
    assert len(own) > 1
    assert imported(files) - own <= set(sys.stdlib_module_names)


def test_the_client_imports_what_it_names_and_nothing_of_the_product() -> None:
    project = tomllib.loads((CLIENT / "pyproject.toml").read_text())
    [own] = [folder for folder in CLIENT.iterdir() if (folder / "__init__.py").exists()]
    found = imported(list(CLIENT.rglob("*.py"))) - {own.name}
    assert not found & set(ROOTS)
    assert packages(found) == named(project=project) <= named()


def test_the_client_starts_where_nothing_of_the_product_is(tmp_path: Path) -> None:
    (tmp_path / "reinstate_client").symlink_to((CLIENT / "reinstate_client").resolve())
    script = "import reinstate_client, sys; assert not {*sys.modules} & {'gateway', 'infra'}"
    env = {"PYTHONPATH": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path, env=env)


def test_the_image_has_the_products_packages_in_the_tested_versions() -> None:
    whole, image = locked(WHOLE), locked(IMAGE)
    assert named() <= image.keys()
    assert {name: whole.get(name) for name in image} == image
    assert not image.keys() & (named("embedded") | named("test") | named("check"))


def test_the_product_starts_with_the_packages_of_the_image() -> None:
    elsewhere = locked(WHOLE).keys() - locked(IMAGE).keys()
    distributions = installed()
    absent = [
        name for name, of in distributions.items() if {name_of(each) for each in of} <= elsewhere
    ]
    assert {"aiosmtpd", "pytest"} <= set(absent)
    script = f"import sys; sys.modules.update(dict.fromkeys({absent})); import {', '.join(ENTRIES)}"
    subprocess.run([sys.executable, "-c", script], check=True)
