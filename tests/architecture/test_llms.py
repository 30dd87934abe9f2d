"""`llms.txt` leads a program that reads for somebody to every page, after llmstxt.org's form."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "llms.txt").read_text()
ITEM = re.compile(r"- \[[^\]]+\]\(([^)#]+)\): .+")


def test_it_leads_to_every_page_and_to_nothing_else() -> None:
    named = ITEM.findall(TEXT)
    assert [one for one in named if not (ROOT / one).is_file()] == []
    pages = {str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md")}
    assert pages <= set(named)
    assert len(named) == len(set(named))


def test_it_has_the_form_that_readers_expect() -> None:
    lines = TEXT.splitlines()
    assert lines[0].startswith("# ")
    assert lines[2].startswith("> ")
    listed = TEXT[TEXT.index("\n## ") :].splitlines()
    others = [one for one in listed if one and not one.startswith("## ") and not ITEM.match(one)]
    assert others == []
