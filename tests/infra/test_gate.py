"""Gates on a real Valkey: shared by all, true to the rules, never in the way when it is gone."""

import asyncio
import io
import time
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from infra.gate import gate as gate_module
from infra.gate.breaker import BreakerRules
from infra.gate.bucket import Priority, Rate
from infra.gate.decide import GateLimits, GateState, Pass, entered, reported
from infra.gate.gate import Gates
from infra.gate.shared import SharedGates
from tests.servers import running_valkey
from tests.unit.gate.steps import START, Enter, Report, enters, limits, reports
from tests.waiting import eventually


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(limits=limits, steps=st.lists(st.one_of(enters, reports), max_size=30))
async def test_the_scripts_decide_as_the_rules_do(
    broker_url: str, limits: GateLimits, steps: list[Enter | Report]
) -> None:
    name = uuid4().hex
    shared, state, now = SharedGates(broker_url, {name: limits}), GateState(), START
    for step in steps:
        now += step.after
        shared.now = now
        if isinstance(step, Report):
            await shared.report(name, step.news)
            state = reported(state, limits, step.news, now)
            assert (await shared.look([name]))[0][name] == state.breaker
        else:
            given, peers = await shared.enter(name, step.want, step.priority)
            state, expected = entered(state, limits, step.want, step.priority, now)
            assert (given, peers) == (expected, 1)
    await shared.close()


async def test_no_call_waits_with_what_loses_a_cancellation(
    broker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`asyncio.wait_for` does, in Python 3.11: a loop that asks the gates would never end."""
    waits: list[object] = []
    monkeypatch.setattr(asyncio, "wait_for", lambda *given: waits.append(given))
    name = uuid4().hex
    gates = Gates(broker_url, {name: GateLimits(rate=Rate.of(500))})
    assert (await gates.enter(name, 1)).granted == 1
    await gates.report(name, 1, 0)
    assert set(await gates.look() or {}) == {name}
    await gates.close()
    assert waits == []


async def test_callers_together_get_no_more_than_the_rate(broker_url: str) -> None:
    """Bulk of many callers beside one that is urgent, by the server's clock."""
    name, rate = uuid4().hex, Rate.of(500)
    gates = [Gates(broker_url, {name: GateLimits(rate=rate)}) for _ in range(6)]
    began, got, urgent_waits = time.monotonic(), [0] * 6, 0

    async def crowd(number: int) -> None:
        while time.monotonic() < began + 0.5 or not got[number]:
            got[number] += (await gates[number].enter(name, 20, Priority.NORMAL)).granted

    async def urgent() -> None:
        nonlocal urgent_waits
        while time.monotonic() < began + 0.5:
            urgent_waits += (await gates[0].enter(name, 1, Priority.URGENT)).granted == 0
            await asyncio.sleep(0.02)

    await asyncio.gather(urgent(), *(crowd(number) for number in range(6)))
    seconds = time.monotonic() - began
    assert rate.burst <= sum(got) <= rate.per_second * seconds + rate.burst
    assert urgent_waits == 0
    for each in gates:
        await each.close()


async def test_a_failure_seen_by_one_holds_up_all_but_only_at_that_gate(broker_url: str) -> None:
    down, up = uuid4().hex, uuid4().hex
    limits = {name: GateLimits(breaker=BreakerRules(first=1_000_000)) for name in (down, up)}
    one, other = Gates(broker_url, limits), Gates(broker_url, limits)
    await one.report(down, 0, 10, reason="the provider answered HTTP 503")
    assert (await other.enter(down, 5)).granted == 0
    assert (await other.enter(up, 5)).granted == 5
    standing = await other.look()
    assert standing is not None
    assert standing[down].open
    assert standing[down].reason == "the provider answered HTTP 503"
    assert not standing[up].open
    while (probes := await other.enter(down, 5)).granted == 0:
        await asyncio.sleep(probes.wait_seconds)
    assert (probes.granted, probes.open) == (3, True)
    assert (await one.enter(down, 5)).granted == 0
    await other.report(down, 3, 0)
    assert (await one.enter(down, 5)).granted == 5
    await one.close()
    await other.close()


async def test_a_flush_in_the_middle_costs_one_burst_at_most(broker_url: str) -> None:
    name, rate = uuid4().hex, Rate.of(50)
    gates, plain = Gates(broker_url, {name: GateLimits(rate=rate)}), Redis.from_url(broker_url)
    began = time.monotonic()
    got = (await gates.enter(name, 1000)).granted
    await plain.delete(*[key async for key in plain.scan_iter(f"gate:*{name}*")])
    await plain.script_flush()
    got += (await gates.enter(name, 1000)).granted
    got += (await gates.enter(name, 1000)).granted
    assert got <= 2 * rate.burst + rate.per_second * (time.monotonic() - began)
    await plain.aclose()
    await gates.close()


async def test_a_caller_that_gives_up_takes_nobody_elses_answer(
    broker_url: str, logged: io.StringIO
) -> None:
    """All calls of a process share one connection."""
    gates = Gates(broker_url, {"free": GateLimits()})
    for round in range(30):
        calls = [asyncio.ensure_future(gates.enter("free", want)) for want in range(1, 12)]
        await asyncio.sleep(round * 0.0002)
        calls[round % 11].cancel()
        calls[round % 5].cancel()
        for want, answer in enumerate(await asyncio.gather(*calls, return_exceptions=True), 1):
            assert isinstance(answer, asyncio.CancelledError) or answer == Pass(granted=want)
    assert "away" not in logged.getvalue()
    await gates.close()


async def test_without_valkey_each_process_keeps_to_its_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO
) -> None:
    """Nothing raises, nothing stops, and all of it is shared again once Valkey is back."""
    monkeypatch.setattr(gate_module, "_LEFT_ALONE_SECONDS", 0.05)
    rate = Rate.of(60)
    async with running_valkey(tmp_path) as (url, child):
        gates = [Gates(url, {"sms": GateLimits(rate=rate)}) for _ in range(3)]
        for each in [*gates, *gates]:
            await each.enter("sms", 1)
        child.kill()
        alone = [(await each.enter("sms", 1000)).granted for each in gates]
        assert alone == [20, 20, 20]
        await gates[0].report("sms", 0, 10)
        assert (await gates[0].enter("sms", 1)).open
        assert await gates[0].look() is None
        child.start()
        standing = await eventually(gates[0].look)
        await asyncio.sleep(0.05)
        assert not standing["sms"].open
        assert not (await gates[0].enter("sms", 1)).open
        assert "shared rates are away" in logged.getvalue()
        assert "shared rates are back" in logged.getvalue()
        for each in gates:
            await each.close()


async def test_a_process_that_never_reached_valkey_assumes_others(tmp_path: Path) -> None:
    gates = Gates("redis://127.0.0.1:1/0", {"sms": GateLimits(rate=Rate.of(40))})
    assert (await gates.enter("sms", 1000)).granted == 10
    await gates.close()
