"""What comes in from outside: files of a former platform, names in any script, and much at once."""

import asyncio
import csv
import re
import sys
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.dev.parts import ROOT
from tests.flows.conftest import System, eventually
from tests.flows.people import Host
from tests.flows.test_loss_and_return import instant, status_is
from tests.flows.test_takeover import rows, run

pytestmark = [pytest.mark.systems("one"), pytest.mark.crowded]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ALI, FAMILY = "علی\u200cرضا", "\U0001f468\u200d\U0001f469\u200d\U0001f467"
BACKWARDS = "Li\u202eieW"
SILVER = 9_90
CELL = 20_000_000


def row(id: str, number: int, start: datetime, end: datetime, **more: str) -> dict[str, str]:
    return {
        "member_id": id,
        "name": f"Person {number}",
        "phone": f"+86139{number:08d}",
        "email": f"{id}@members.example",
        "language": "en",
        "plan": "silver",
        "status": "ACTIVE",
        "cause": "",
        "period_start": start.isoformat(),
        "period_end": end.isoformat(),
        "auto_renew": "true",
        "balance": "100.00",
        **more,
    }


def impossible(now: datetime) -> dict[str, tuple[dict[str, str], str]]:
    """Rows by member, each with the field that cannot be."""
    past, ahead = now - 20 * DAY, now + 10 * DAY
    made = {
        "ended": (now - 125 * DAY, now - 95 * DAY, {}, "period_end"),
        "grace-ahead": (past, ahead, {"status": "GRACE"}, "period_end"),
        "expired-ahead": (past, now + 365 * DAY, {"status": "EXPIRED"}, "period_end"),
        "begins-ahead": (now + DAY, now + 31 * DAY, {}, "period_start"),
        "backwards": (ahead, past, {}, "period_end"),
        "active-why": (past, ahead, {"cause": "LAPSED"}, "cause"),
    }
    return {
        id: (row(id, number, start, end, **more), field)
        for number, (id, (start, end, more, field)) in enumerate(made.items(), start=1)
    }


def written(file: Path, lines: list[dict[str, str]]) -> str:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return str(file)


async def test_what_cannot_be_is_refused_with_its_field(system: System, tmp_path: Path) -> None:
    now = instant(await system.advance("PT0S"))
    wrong = impossible(now)
    lines = [line for line, _ in wrong.values()]
    lines.append(row("ali", 100, now - 20 * DAY, now + 10 * DAY, name=ALI))
    lines.append(row("over", 101, now - 30 * DAY - 30 * HOUR, now - 30 * HOUR, status="GRACE"))
    report = tmp_path / "refused.csv"
    file = written(tmp_path / "members.csv", lines)
    code, said = await run(system, "import", file, "--report", str(report))
    assert code == 1, said
    found = {(int(one["line"]), one["field"]) for one in rows(report)}
    assert found == {(n, field) for n, (_, field) in enumerate(wrong.values(), start=2)}
    assert all(one["reason"] for one in rows(report))
    async with await system.member("ali") as ali:
        profile = (await ali.ask("profile { name phone }"))["profile"]
        assert profile == {"name": ALI, "phone": "+8613900000100"}
    await nothing_of_the_past_is_charged(system)


async def test_a_faulty_cell_costs_only_itself_and_is_brought_later(
    system: System, tmp_path: Path
) -> None:
    now = instant(await system.advance("PT0S"))
    start, end = now - 20 * DAY, now + 10 * DAY
    right = [row(f"cell-{n}", 120 + n, start, end) for n in range(4)]
    wrong = [{"name": BACKWARDS}, {"phone": "+8613800"}, {"email": "cell at shop"}]
    wrong.append({"phone": "+8613800", "time_zone": "CST"})
    lines = [{"time_zone": ""} | one | cells for one, cells in zip(right, wrong, strict=True)]
    report = tmp_path / "refused.csv"
    code, said = await run(
        system, "import", written(tmp_path / "members.csv", lines), "--report", str(report)
    )
    assert code == 1, said
    assert "4 new, 0 unchanged, 0 refused. New contacts: 4." in said
    assert "Taken over without some of their contacts: 4." in said
    found = [(one["line"], one["field"]) for one in rows(report)]
    assert found == [
        ("2", "name"), ("3", "phone"), ("4", "email"), ("5", "phone"), ("5", "time_zone")
    ]  # fmt: skip
    assert all(one["reason"].endswith("taken over without it)") for one in rows(report))
    given = [{"name": ""}, {"phone": ""}, {"email": ""}, {"phone": ""}]
    for one, cells in zip(right, given, strict=True):
        assert await known_of(system, one) == contacts(one) | cells
    async with await system.host() as host:  # what was said since is worth more than a file
        assert "code" not in await register(host, "cell-2", email="new@members.example")
    code, said = await run(system, "import", written(tmp_path / "mended.csv", right))
    assert code == 0, said
    for one, cells in zip(right, [{}, {}, {"email": "new@members.example"}, {}], strict=True):
        assert await known_of(system, one) == contacts(one) | cells


def contacts(line: dict[str, str]) -> dict[str, str]:
    return {name: line[name] for name in ("name", "phone", "email")}


async def known_of(system: System, line: dict[str, str]) -> dict[str, str]:
    async with await system.member(line["member_id"]) as one:
        assert (await one.membership())["status"] == "ACTIVE"
        profile: dict[str, str] = (await one.ask("profile { name phone email }"))["profile"]
        return profile


async def nothing_of_the_past_is_charged(system: System) -> None:
    """Whose grace was over on the former platform: no attempt of ours, so none is spoken of."""
    async with await system.member("over") as over:
        has = await status_is(over, "EXPIRED")
        assert has["balance"]["amount"] == 100_00
        assert "AutoRenewFailed" not in [entry["type"] for entry in await over.timeline()]
        why = await over.explanation()
        assert "could not be charged" not in why["summary"]["en"]
        assert why["nextSteps"]
        await eventually(lambda: system.messages("+8613900000101"))
        bodies = [message["body"] for message in await system.messages("+8613900000101")]
        assert not [body for body in bodies if "could not be charged" in body]


async def test_a_cell_that_never_ends_is_one_refusal(system: System, tmp_path: Path) -> None:
    now = instant(await system.advance("PT0S"))
    file = tmp_path / "members.csv"
    start, end = now - 20 * DAY, now + 10 * DAY
    written(file, [row("sound", 110, start, end), row("huge", 111, start, end, name="HUGE")])
    before, after = file.read_text("utf-8").split("HUGE")
    file.write_text(f'{before}"{"x" * CELL}"{after}', "utf-8")
    report = tmp_path / "refused.csv"
    code, said = await run(system, "import", str(file), "--report", str(report))
    assert code == 1, said
    assert [int(one["line"]) for one in rows(report)] == [3]
    async with await system.member("sound") as taken:
        assert (await taken.membership())["status"] == "ACTIVE"


async def test_every_command_of_the_page_on_importing_runs_as_it_stands(
    system: System, tmp_path: Path
) -> None:
    """In a folder like the repository's; capitals and brackets of the page are filled in."""
    (tmp_path / ".venv").symlink_to(sys.prefix)
    for package in ("services", "infra", "gateway"):
        (tmp_path / package).symlink_to(ROOT / package)
    page = (ROOT / "docs" / "importing.md").read_text("utf-8")
    commands = re.findall(r"^    (\.venv/bin/python .*)$", page, re.MULTILINE)
    [take_over, rehearse, go_live, reconcile, confirm, generate] = commands
    assert "services import members.csv payments.csv orders.csv logins.csv" in take_over
    now = await system.advance("PT0S")
    generate = generate.replace("DIR", ".").replace("N [--seed 7]", "3 --seed 20261127")
    report = tmp_path / "differences.csv"

    async def run_as_written(command: str) -> tuple[int | None, str]:
        process = await asyncio.create_subprocess_shell(
            command, cwd=tmp_path, env=system.supervisor.env,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await process.communicate()
        return process.returncode, said.decode()

    code, said = await run_as_written(re.sub(r"\[--now .*\]", f"--now {now}", generate))
    assert code == 0, said
    code, said = await run_as_written(rehearse)
    assert (code, "Nothing was written." in said) == (0, True), said
    code, said = await run_as_written(f"{take_over} --hold")
    assert (code, "members.csv: 3 rows" in said) == (0, True), said
    code, said = await run_as_written(go_live)
    assert (code, "0 are still held" in said) == (0, True), said
    # whoever else is in the system is on no list of these three
    code, said = await run_as_written(f"{reconcile} --report {report}")
    assert (code, "MEMBER_NOT_PAID" in said) in {(0, False), (1, True)}, said
    own = [line for line in report.read_text().splitlines() if re.search("kind|m0000", line)]
    report.write_text("\n".join(own) + "\n")
    code, said = await run_as_written(confirm.replace("var/reconcile/differences.csv", str(report)))
    assert (code, "0 not" in said) == (0, True), said
    async with await system.member("m0000001") as taken:
        assert (await taken.membership())["status"]


async def register(host: Host, id: str, **contacts: Any) -> dict[str, Any]:
    return await host.do(
        "registerMember", "RegisterMemberInput", "MemberSuccess { member { id } }",
        memberId=id, **contacts,
    )  # fmt: skip


async def test_names_of_any_script_and_no_field_drops_another(system: System) -> None:
    decomposed = unicodedata.normalize("NFD", "René")
    async with await system.host() as host:
        for number, name in enumerate([ALI, FAMILY, decomposed]):
            id, phone = f"named-{number}", f"+86137{number:08d}"
            done = await register(host, id, name=name, phone=phone)
            assert "code" not in done, done
            async with await system.member(id) as member:
                profile = (await member.ask("profile { name phone }"))["profile"]
            assert profile == {"name": unicodedata.normalize("NFC", name), "phone": phone}
        wrong = {
            "name": {"name": BACKWARDS},
            "phone": {"phone": "+8613800"},
            "timeZone": {"timeZone": "posixrules"},
        }
        for field, contacts in wrong.items():
            email = {"email": f"{field}@members.example"}
            refused = await register(host, f"refused-{field}", **email | contacts)
            assert (refused["code"], refused["field"]) == ("INVALID_INPUT", field)
            async with await system.member(f"refused-{field}") as nobody:
                assert (await nobody.ask("profile { email }"))["profile"] is None
        for zone, meant in {"Factory": "例如 Asia/Shanghai", "CST": "您要的是"}.items():
            refused = await register(host, "refused-zone", timeZone=zone)
            assert (refused["code"], refused["field"]) == ("INVALID_INPUT", "timeZone")
            assert meant in refused["message"]
            assert "UCT" not in refused["message"]


async def test_much_for_one_member_at_once(system: System) -> None:
    async with (
        await system.new_member(plan="silver", balance=SILVER) as member,
        await system.host() as host,
    ):
        answers = await asyncio.gather(
            *(
                host.change(
                    "topUpBalance", "TopUpBalanceInput",
                    memberId=member.id, amount=1_00, reference=f"{member.id}-{n}",
                )
                for n in range(25)
            )
        )  # fmt: skip
        assert [answer for answer in answers if "code" in answer] == []
        assert (await member.membership())["balance"]["amount"] == 25_00
