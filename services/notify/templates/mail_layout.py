"""The layout of mails, as text and as HTML with its styles inlined: mail programs drop a style
sheet, or parts of it, as they please."""

from functools import cache, lru_cache
from typing import NamedTuple

import css_inline
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape

from services.notify.core.ports.renderer import Mail, Phrases
from services.notify.core.rules.links import NO_LINK
from services.notify.templates.language import TEMPLATES, Language

_GREETING, _LINK = "\0greeting\0", "\0link\0"
_KEPT = 64


class Readership(NamedTuple):
    """The words for who reads it. `footer`: why they get it. `button`: what its link opens."""

    footer: str
    button: str = "open"


MEMBERS = Readership("footer")
STAFF = Readership("footer_staff", "open_desk")
PARTNERS = Readership("footer_partner")


class MailLayout:
    def __init__(self, operator: str) -> None:
        self._operator = operator
        self._kept = lru_cache(_KEPT)(self._laid_out)

    def mail(
        self,
        phrases: Phrases,
        language: Language,
        name: str,
        time_zone: str,
        *,
        link: str,
        readers: Readership,
        shared: bool,
    ) -> Mail:
        """`name` is the recipient's; may be empty, as `link`. `shared`: others are told the very
        same, so that only the greeting and the link are made for each."""
        lay_out = self._kept if shared else self._laid_out
        laid_out = lay_out(phrases, language, time_zone, readers, bool(link))
        words = language.words
        greeting = words["greeting"].format(name=name) if name else words["greeting_unnamed"]
        return Mail(
            subject=laid_out.subject,
            text=laid_out.text.replace(_GREETING, greeting, 1).replace(_LINK, link, 1),
            html=laid_out.html.replace(_GREETING, escape(greeting), 1).replace(
                _LINK, escape(link), 1
            ),
        )

    def _laid_out(
        self,
        phrases: Phrases,
        language: Language,
        time_zone: str,
        readers: Readership,
        linked: bool,
    ) -> Mail:
        """The mail with marks where its greeting and its link go."""
        words, zone = language.words, language.zone(time_zone)
        context = {
            "phrases": phrases,
            "words": words,
            "language": language.name,
            "operator": self._operator,
            "greeting": _GREETING,
            "link": _LINK if linked else NO_LINK,
            "button": words[readers.button],
            "footer": words[readers.footer].format(operator=self._operator, zone=zone),
        }
        text, html = _layouts()
        return Mail(subject=phrases.title, text=text.render(context), html=html.render(context))


@cache
def _layouts() -> tuple[Template, Template]:
    """Text and HTML. Inlined once, before anything is filled in: neither a mail's time nor what
    somebody wrote is spent on, or changed by, a parser of HTML."""
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True)
    text = environment.from_string((TEMPLATES / "mail.txt.j2").read_text("utf-8"))
    escaping = environment.overlay(autoescape=True)
    readable = (TEMPLATES / "mail.html.j2").read_text("utf-8")
    inlined = css_inline.inline(readable, keep_at_rules=True, load_remote_stylesheets=False)
    return text, escaping.from_string(inlined)
