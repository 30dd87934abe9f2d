"""What the audience sees: who does what, and what is on whose screen."""

from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel

NARROW = 88


class Stage:
    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, width=NARROW)

    def chapter(self, title: str) -> None:
        self.console.print()
        self.console.rule(f"[bold]{title}", align="left", style="dim")

    def says(self, line: str, *, indent: int = 0) -> None:
        self.console.print(Padding(line, (0, 0, 0, indent)), markup=False)

    def does(self, who: str, what: str) -> None:
        self.console.print(f"[bold cyan]{who}[/] {what}")

    def phone(self, message: dict[str, Any], who: str) -> None:
        """An SMS as it lies on the screen."""
        title = f"SMS to {who}"
        body = Panel(
            message["body"], title=title, title_align="left", box=box.ROUNDED,
            border_style="green", width=NARROW - 16, padding=(0, 1),
        )  # fmt: skip
        self.console.print(Padding(body, (0, 0, 0, 4)))

    def mail(self, message: dict[str, Any], who: str) -> None:
        """Subject and first lines of an e-mail."""
        lines = [line for line in message["body"].splitlines() if line.strip()][:5]
        body = Panel(
            "\n".join(lines), title=f"e-mail to {who}: {message['subject']}", title_align="left",
            box=box.ROUNDED, border_style="blue", width=NARROW - 8, padding=(0, 1),
        )  # fmt: skip
        self.console.print(Padding(body, (0, 0, 0, 4)))

    def explains(self, explanation: dict[str, Any], language: str) -> None:
        """The answer to "why?": verdict, evidence, what to do."""
        cause = explanation["cause"] or "nothing lost"
        self.says(f"{cause}: {explanation['summary'][language]}", indent=4)
        for evidence in explanation["evidence"][:4]:
            self.says(f"· {evidence['says'][language]}", indent=6)
        for step in explanation["nextSteps"]:
            self.says(f"→ {step['says'][language]}", indent=6)
