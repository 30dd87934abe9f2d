"""`python -m services` and its tools."""

import subprocess
import sys

import pytest

from services.__main__ import _TOOLS, main


@pytest.mark.parametrize("tool", sorted(_TOOLS))
def test_each_tool_says_how_it_is_used(tool: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([tool, "--help"])
    assert ended.value.code == 0
    assert f"python -m services {tool}" in capsys.readouterr().out


def test_who_asks_for_one_loads_no_other() -> None:
    """A process of a system loads no tool, and a tool no service."""
    asked = "import sys, services.__main__; print([m for m in sys.modules if 'services.' in m])"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout == "['services.__main__']\n"
