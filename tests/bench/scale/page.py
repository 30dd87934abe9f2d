"""The tables of docs/scaling.md."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from tests.bench.scale.comparing import WANTED, compared
from tests.bench.scale.costs import Asked, Fit, Measured
from tests.bench.scale.fitting import fit_of
from tests.bench.scale.model import Model
from tests.bench.scale.passing import waits
from tests.bench.scale.shards import KEYS, SCATTERED
from tests.bench.scale.sizing import (
    LOADS,
    Basis,
    Load,
    Size,
    hosts_for,
    leaders,
    limits,
    size_for,
)

PAGE = Path(__file__).parents[3] / "docs" / "scaling.md"
_SIMULATED = 300
_QUIET = 0.2
_MANY = 100_000


def tables(found: Measured) -> dict[str, str]:
    """By name, as Markdown."""
    fit = fit_of(found)
    basis = Basis(fit, found.beside)
    return {
        "measured": _measured(found),
        "costs": _costs(fit),
        "compared": _compared(msgspec.structs.replace(found, fit=fit)),
        "limits": _limits(basis),
        "sizes": _sizes(basis),
        "simulated": _simulated(basis),
        "shards": _table(("collection", "key", "", "why"), _keys()),
        "scattered": _table(("collection", "by", "why every shard may be asked"), _scattered()),
    }


def write_page(shown: Mapping[str, str]) -> None:
    PAGE.write_text(with_tables(PAGE.read_text(), shown))


def with_tables(page: str, shown: Mapping[str, str]) -> str:
    """
    Raises:
        KeyError: the page has a place for a table that there is none of.
    """

    def filled(place: re.Match[str]) -> str:
        return f"<!-- {place[1]} -->\n{shown[place[1]]}\n<!-- end -->"

    return re.sub(r"<!-- (\w+) -->\n.*?<!-- end -->", filled, page, flags=re.DOTALL)


def _measured(found: Measured) -> str:
    every = [*found.fitted_to, *found.runs]
    others = max(run.others for run in every)
    told = (
        f"Measured on {found.date}: {found.machine}, {found.processors} processors, of which "
        f"others took up to {others:.1f}."
    )
    doubts = [
        *(["the machine had other work"] if others > _QUIET else []),
        *(["the members were few"] if every[-1].members < _MANY else []),
    ]
    if doubts:
        told += f" Provisional: {' and '.join(doubts)}."
    return told


def _costs(fit: Fit) -> str:
    rows = [
        (
            name,
            _ms(cost.each),
            _ms(fit.command[name]) if name in fit.command else "",
            _ms(cost.look),
            f"{cost.rest * 100:.1f} %",
        )
        for name, cost in fit.costs.items()
    ]
    return _table(("process", "a change", "of it before the answer", "a batch", "at rest"), rows)


def _compared(found: Measured) -> str:
    rows = [
        (
            _load(one.run.load, one.run.members),
            one.what,
            f"{one.measured:,.0f} {one.unit}",
            f"{one.predicted:,.0f} {one.unit}",
            f"{one.off:+.0%}" if abs(one.off) <= WANTED else f"**{one.off:+.0%}**",
        )
        for run in found.runs
        for one in compared(found, run)
    ]
    return _table(("load", "changes", "measured", "by the model", "off by"), rows)


def _load(load: Asked, members: int) -> str:
    how = f"{load.callers} callers" if load.callers else f"{load.rate:g} a second"
    return f"{load.changes:,} of {members:,} members, {how}"


def _limits(basis: Basis) -> str:
    rows = [
        (one.what, f"{one.changes:,.0f}", "yes" if one.grows else "no") for one in limits(basis)
    ]
    return _table(("what", "changes a second", "more of them carry more"), rows)


def _sizes(basis: Basis) -> str:
    rows = [_row(load, size_for(basis, load)) for load in LOADS]
    head = (
        "changes a second", "members", "subscribe", "gateways", "membership", "appeals", "notify",
        "workers", "partitions", "shards", "processors", "memory", "followers",
    )  # fmt: skip
    return _table(head, rows)


def _row(load: Load, size: Size) -> tuple[str, ...]:
    counted = (
        load.changes, load.members, load.subscribers, size.gateways, size.membership, size.appeals,
        size.notify, size.workers, size.partitions, size.shards, size.processors,
    )  # fmt: skip
    return (*(f"{count:,}" for count in counted), f"{size.gib:,.0f} GiB", _followers(size))


def _simulated(basis: Basis) -> str:
    beyond = round(1.5 * min(leaders(basis).values()))
    rows = [_of_size(basis, load, size_for(basis, load)) for load in LOADS]
    overrun = LOADS[-1]._replace(changes=beyond)
    rows.append(_of_size(basis, overrun, size_for(basis, overrun)._replace(parts=1)))
    return _table(("changes a second", "followers", "answered", "seen", "told", "told, p99"), rows)


def _of_size(basis: Basis, load: Load, size: Size) -> tuple[str, ...]:
    model = Model(basis.fit.costs, basis.fit.command, hosts_for(size), basis.fit.delays)
    passed = model.steady(_SIMULATED, load.changes).passed
    usual, slow = waits(passed), waits(passed, 0.99)
    taken = (usual.answer, usual.seen, usual.told, slow.told)
    times = (f"{seconds * 1e3:,.0f} ms" for seconds in taken)
    return (f"{load.changes:,}", _followers(size), *times)


def _followers(size: Size) -> str:
    return "one process a service" if size.parts == 1 else f"in {size.parts} parts"


def _keys() -> Iterable[Sequence[str]]:
    return ((f"`{name}`", f"`{key.field}`", key.how, key.why) for name, key in KEYS.items())


def _scattered() -> Iterable[Sequence[str]]:
    return (
        (f"`{name}`", f"`{field}`", why)
        for name, reasons in SCATTERED.items()
        for field, why in reasons.items()
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.2f} ms"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
