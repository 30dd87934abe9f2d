"""Writes the four files, one member after the other, so that any size needs the same memory."""

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from infra.kernel.money import percentage_of, to_decimal
from services.importing.generate.people import Person, person
from services.importing.generate.stories import STORIES, Life, SamplePlan, Storyteller
from services.importing.tables import FileKind, tables
from services.membership.contract.words import PaymentPurpose

_PLATFORM_ZONE = timezone(timedelta(hours=8))
_DEVICES = ("iPhone · WeChat", "Android · App", "Chrome · Windows", "Safari · Mac", "iPad · App")
_ADDRESSES = ("192.0.2.{}", "198.51.100.{}", "203.0.113.{}", "2001:db8::{}")
_FULL_PRICES = (500, 990, 1500, 3000, 4990, 9800, 12_800, 19_900, 32_800)
_PLAN_WEIGHTS = (60, 30, 10)

Line = tuple[str, ...]


class SampleMember(msgspec.Struct, frozen=True, kw_only=True):
    """A person with a story. `number` from 1."""

    number: int
    person: Person
    life: Life
    devices: int

    @property
    def id(self) -> str:
        return f"m{self.number:07d}"

    def device(self, place: int) -> str:
        return f"d{self.number:07d}-{place + 1}"


class SampleSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What to make. The same plan makes the same bytes."""

    members: int
    seed: int
    now: datetime
    plans: tuple[SamplePlan, ...]
    currency: str


def write_files(
    folder: Path, spec: SampleSpec, made: Callable[[int], None] = lambda _: None
) -> None:
    """Writes members.csv, payments.csv, orders.csv and logins.csv. `made` hears of each member."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:
        writers = {kind: _writer(folder, kind, spec, files) for kind in FileKind}
        for number in range(1, spec.members + 1):
            for kind, lines in _lines(spec, number):
                writers[kind].writerows(lines)
            made(number)


def _writer(folder: Path, kind: FileKind, spec: SampleSpec, files: ExitStack) -> Any:
    stream = (folder / f"{kind.value}.csv").open("w", encoding="utf-8", newline="")
    writer = csv.writer(files.enter_context(stream), lineterminator="\n")
    writer.writerow(tables(spec.currency, "UTC")[kind].names)
    return writer


def _lines(spec: SampleSpec, number: int) -> Iterator[tuple[FileKind, list[Line]]]:
    # A generator of its own for each member: one more member changes no other.
    rng = Random(f"{spec.seed}:{number}")
    member = _member(rng, spec, number)
    yield FileKind.MEMBERS, [_member_line(member, spec.currency)]
    yield FileKind.PAYMENTS, _payment_lines(member, spec.currency)
    yield FileKind.ORDERS, _order_lines(rng, member, spec)
    yield FileKind.LOGINS, _login_lines(rng, member)


def _member(rng: Random, spec: SampleSpec, number: int) -> SampleMember:
    weights = _PLAN_WEIGHTS[: len(spec.plans)]
    plan = rng.choices(spec.plans[: len(weights)], weights)[0]
    story = rng.choices(tuple(STORIES), tuple(STORIES.values()))[0]
    return SampleMember(
        number=number,
        person=person(rng, number - 1),
        life=story(Storyteller(rng, plan, spec.now)),
        devices=rng.choices((1, 2, 3, 4, 6), (70, 18, 7, 4, 1))[0],
    )


def _member_line(member: SampleMember, currency: str) -> Line:
    who, life = member.person, member.life
    return (
        member.id,
        who.name,
        who.phone,
        who.email,
        who.language,
        who.time_zone,
        life.plan.code,
        life.lifecycle.value,
        life.cause.value if life.cause else "",
        _time(life.period_start),
        _time(life.period_end),
        "true" if life.auto_renew else "false",
        _money(life.balance, currency),
        _time(life.last_login_at),
        "|".join(member.device(place) for place in range(member.devices)),
    )


def _payment_lines(member: SampleMember, currency: str) -> list[Line]:
    price = _money(member.life.plan.price, currency)
    return [
        (
            f"P{member.number:07d}-{place}",
            member.id,
            price,
            _time(paid.paid_at),
            PaymentPurpose.RENEWAL.value,
            _time(paid.pays_from),
        )
        for place, paid in enumerate(member.life.payments, start=1)
    ]


def _order_lines(rng: Random, member: SampleMember, spec: SampleSpec) -> list[Line]:
    """Orders since the member joined; the discount only while there was a membership."""
    life = member.life
    since = max(life.member_since, spec.now - timedelta(days=120))
    minutes = max(int((spec.now - since).total_seconds() // 60), 1)
    count = rng.choices(range(9), (20, 18, 16, 14, 10, 8, 6, 5, 3))[0]
    times = sorted(since + timedelta(minutes=rng.randrange(minutes)) for _ in range(count))
    return [
        (
            f"O{member.number:07d}-{place}",
            member.id,
            _time(at),
            _money(full := rng.choice(_FULL_PRICES), spec.currency),
            _money(_to_pay(full, life, at), spec.currency),
        )
        for place, at in enumerate(times, start=1)
    ]


def _to_pay(full: int, life: Life, at: datetime) -> int:
    return percentage_of(full, Decimal(life.plan.discount)) if life.entitled_at(at) else full


def _login_lines(rng: Random, member: SampleMember) -> list[Line]:
    """One on each device, newest last; the first on a new device passed a second factor."""
    last = member.life.last_login_at
    times = sorted(
        last - timedelta(minutes=rng.randrange(60, 60 * 1440)) for _ in range(member.devices - 1)
    )
    return [
        (
            f"L{member.number:07d}-{place + 1}",
            member.id,
            _time(at),
            member.device(place),
            rng.choice(_DEVICES),
            rng.choice(_ADDRESSES).format(rng.randrange(1, 255)),
            "true",
        )
        for place, at in enumerate([*times, last])
    ]


def _time(instant: datetime) -> str:
    return instant.astimezone(_PLATFORM_ZONE).isoformat(timespec="seconds")


def _money(amount: int, currency: str) -> str:
    return str(to_decimal(amount, currency))
