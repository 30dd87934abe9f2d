"""What somebody writes who wishes others ill."""

from typing import Final

RUNS: Final = "owned=1"
SCRIPT: Final = f"<script>{RUNS}</script>"
MARK: Final = '<img src=x onerror="'
"""In all of it; no page has it but as text."""
TINY: Final = f'{MARK}{RUNS}">'
"""Where there is place for forty letters."""
SHORT: Final = f'{SCRIPT}{MARK}{RUNS}">'
"""As long as most names may be."""
TURNED: Final = "\u202egnp.exe\u2066"
"""Letters that turn the direction of those after them."""
LONG: Final = (f"{SHORT}\"><svg onload={RUNS}>'-{RUNS}-' javascript:{RUNS} {TURNED} " * 5)[:500]
"""Five hundred letters, with hardly a space to break a line at."""
FILE: Final = f"<b onclick={RUNS}>receipt.png"
