"""The made-up platform: the same bytes for the same seed, everything valid, every story whole."""

import csv
import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import phonenumbers
import pytest

from services.importing.generate.command import generate, plans_of
from services.importing.generate.files import SampleSpec, write_files
from services.importing.generate.people import _COUNTRIES, MOST_MEMBERS, _phone
from services.importing.generate.stories import STORIES
from services.importing.tables import FileKind, MemberLine
from services.membership.contract.import_rows import (
    LoginRow,
    OrderRow,
    PaymentRow,
)
from services.membership.contract.words import Lifecycle
from services.settings import Settings
from tests.unit.importing.working import read

NOW = datetime(2026, 11, 21, tzinfo=UTC)
MEMBERS = 2_000


def made(folder: Path, seed: int = 7, members: int = 100) -> Path:
    plans = plans_of(Settings())
    plan = SampleSpec(members=members, seed=seed, now=NOW, plans=plans, currency="CNY")
    write_files(folder, plan)
    return folder


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> dict[FileKind, list]:  # type: ignore[type-arg]  # rows of four types
    folder = made(tmp_path_factory.mktemp("platform"), members=MEMBERS)
    everything = {kind: read(folder / f"{kind.value}.csv") for kind in FileKind}
    assert all(refused == [] and not repeated for _, refused, repeated in everything.values())
    return {kind: rows for kind, (rows, _, _) in everything.items()}


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    first = digests(made(tmp_path / "a"))
    assert first == digests(made(tmp_path / "b"))
    other = digests(made(tmp_path / "c", seed=8))
    assert all(first[name] != other[name] for name in first)


def test_more_members_change_none_of_the_first(tmp_path: Path) -> None:
    few, many = made(tmp_path / "a", members=20), made(tmp_path / "b", members=50)
    for kind in FileKind:
        name = f"{kind.value}.csv"
        assert (many / name).read_bytes().startswith((few / name).read_bytes())


def test_phones_and_addresses_are_unique(platform: dict[FileKind, list[MemberLine]]) -> None:
    people = [row.contact for row in platform[FileKind.MEMBERS]]
    for values in ([one.phone for one in people], [one.email for one in people]):
        given = [value for value in values if value]
        assert len(given) == len(set(given)) > MEMBERS * 0.9
    assert all(one.phone or one.email for one in people)


def test_addresses_lie_in_reserved_domains(platform: dict[FileKind, list[MemberLine]]) -> None:
    domains = {row.contact.email.split("@")[-1] for row in platform[FileKind.MEMBERS]} - {""}
    assert all(name.endswith((".example", "example.com", "example.net")) for name in domains)


@pytest.mark.parametrize("country", _COUNTRIES, ids=lambda country: country.code)
def test_phones_are_valid_all_over_the_range(country) -> None:  # type: ignore[no-untyped-def]  # private
    for index in range(0, MOST_MEMBERS, 9_973):
        number = phonenumbers.parse(_phone(country, index))
        assert phonenumbers.is_valid_number(number)
    assert len(country.prefixes) * 10**country.digits >= MOST_MEMBERS


def test_every_story_and_tier_occurs(platform: dict[FileKind, list[MemberLine]]) -> None:
    rows = [row.member for row in platform[FileKind.MEMBERS]]
    assert sum(STORIES.values()) == 100
    assert {row.lifecycle for row in rows} == set(Lifecycle) - {Lifecycle.CLOSED}
    assert {row.plan for row in rows} == {"silver", "gold", "diamond"}
    active = Counter(row.lifecycle for row in rows)[Lifecycle.ACTIVE]
    assert 0.84 < active / MEMBERS < 0.92
    assert any(
        not one.isascii() for one in (row.contact.name for row in platform[FileKind.MEMBERS])
    )
    assert max(len(row.devices) for row in rows) > 3


def test_the_lifecycle_agrees_with_the_period(platform: dict[FileKind, list[MemberLine]]) -> None:
    for row in (one.member for one in platform[FileKind.MEMBERS]):
        assert row.period_end - row.period_start == timedelta(days=30)
        assert (row.period_end > NOW) == (row.lifecycle is Lifecycle.ACTIVE)
        assert row.last_login_at < NOW


def test_payments_orders_and_logins_belong_to_the_story(platform: dict[FileKind, list]) -> None:  # type: ignore[type-arg]  # rows of four types
    members = {row.member.member_id: row.member for row in platform[FileKind.MEMBERS]}
    payments: list[PaymentRow] = platform[FileKind.PAYMENTS]
    paid = {(row.member_id, row.pays_from) for row in payments}
    assert all((key, row.period_start) in paid for key, row in members.items())
    assert all(row.paid_at < NOW for row in payments)
    lost = [row for row in payments if row.pays_from == members[row.member_id].period_end]
    assert 0 < len(lost) < MEMBERS * 0.03
    assert all(row.paid_at < row.pays_from for row in lost)

    orders: list[OrderRow] = platform[FileKind.ORDERS]
    assert {row.full_price > row.paid_price for row in orders} == {True, False}
    for order in orders:
        if order.paid_price < order.full_price:
            assert order.at < members[order.member_id].period_end

    logins: list[LoginRow] = platform[FileKind.LOGINS]
    latest = {row.member_id: row.at for row in logins}
    for login in logins:
        assert login.device_id in members[login.member_id].devices
    for key, row in members.items():
        assert abs(latest[key] - row.last_login_at) < timedelta(seconds=1)


def test_the_command_writes_files_that_its_seed_and_time_decide(tmp_path: Path) -> None:
    for name in ("a", "b"):
        arguments = [str(tmp_path / name), "--members", "5", "--now", "2026-01-01T00:00:00Z"]
        assert generate(arguments) == 0
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    with (tmp_path / "a" / "members.csv").open() as stream:
        assert len(list(csv.DictReader(stream))) == 5
