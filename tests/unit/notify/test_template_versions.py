"""The life of a template, and which version a message is made with."""

import re
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import Conflict, NotAllowed, NotFound
from infra.kernel.events import Actor
from services.notify.contract.templates import PhraseSources, TemplateVersion
from services.notify.core.alerts.alert import Alert
from services.notify.core.ports.renderer import TemplateFault
from services.notify.core.rules.alert_rules import CODE_EVENT
from services.notify.core.rules.template_names import LANGUAGES, VersionName, spoken
from services.notify.templates.domain.sample_alerts import sample_alert, samples_of
from services.notify.templates.domain.template import (
    Template,
    TemplateChange,
    publish_draft,
    save_draft,
    use_again,
)
from services.notify.templates.renderer import Templates
from services.shared.callers import ActorKind

NOW = datetime(2026, 11, 21, tzinfo=UTC)
STAFF = Actor(kind=ActorKind.STAFF, id="s-1")
NEW = Template(event_type="MembershipExpired", language="en")


def says(what: str) -> PhraseSources:
    return PhraseSources(title="T", what=what, why="Why.", next="Next.")


# --- draft, published, in use


def test_a_draft_becomes_the_next_version_and_is_gone() -> None:
    saved = save_draft(NEW, says("A."), STAFF, NOW)
    assert saved.template.in_use == 0
    published = publish_draft(saved.template, 1, STAFF, NOW)
    assert published.version == TemplateVersion(
        version=1, phrases=says("A."), published_at=NOW, published_by=STAFF
    )
    assert published.template == Template(
        event_type="MembershipExpired", language="en", drafts=1, latest=1, in_use=1
    )


def test_nothing_is_published_without_a_draft_nor_another_one_than_was_read() -> None:
    with pytest.raises(NotAllowed):
        publish_draft(NEW, None, STAFF, NOW)
    one = save_draft(NEW, says("A."), STAFF, NOW).template
    two = save_draft(one, says("B."), STAFF, NOW).template
    with pytest.raises(Conflict, match="number 2 by now, not 1"):
        publish_draft(two, 1, STAFF, NOW)


def test_only_versions_that_exist_can_be_used_again() -> None:
    for number in (-1, 1):
        with pytest.raises(NotFound):
            use_again(NEW, number)


STEPS = st.one_of(
    st.sampled_from("ABC").map(lambda letter: ("save", letter)),
    st.just(("publish", "")),
    st.integers(0, 4).map(lambda number: ("use", str(number))),
)


@given(st.lists(STEPS, max_size=20))
def test_versions_count_up_without_gaps_and_one_of_them_is_in_use(
    steps: list[tuple[str, str]],
) -> None:
    template, versions = NEW, [0]
    for step, given_ in steps:
        try:
            progress = decided(template, step, given_)
        except (NotAllowed, NotFound):
            continue
        versions += [progress.version.version] if progress.version else []
        assert (progress.event is None) is (progress.template == template)
        template = progress.template
        assert versions == list(range(template.latest + 1))
        assert template.in_use in versions


def decided(template: Template, step: str, given_: str) -> TemplateChange:
    if step == "save":
        return save_draft(template, says(given_), STAFF, NOW)
    if step == "publish":
        return publish_draft(template, None, STAFF, NOW)
    return use_again(template, int(given_))


# --- which one is rendered


@pytest.fixture
def templates() -> Templates:
    made = Templates("Reinstate", "CNY")
    for number in (1, 2):
        name = VersionName("MembershipExpired", "en", number)
        made.add({name: says(f"Number {number}.")})
    made.use({("MembershipExpired", "en"): 2})
    return made


def expired(language: str = "en", **fields: str) -> Alert:
    sample = samples_of("MembershipExpired")[0]
    alert = sample_alert("MembershipExpired", language, sample)
    return msgspec.structs.replace(alert, **fields)


def test_a_message_names_the_version_it_was_made_with(templates: Templates) -> None:
    alert = expired()
    phrases = templates.phrases(alert, alert.facts, "en")
    assert (phrases.what, phrases.version) == ("Number 2.", "MembershipExpired/en/2")
    assert templates.sms(phrases, "en") == "Reinstate: Number 2. Why. Next."


def test_what_was_sent_can_be_worded_again_after_others_were_published(
    templates: Templates,
) -> None:
    alert = expired()
    for version, what in (("1", "Number 1."), ("0", "Your Diamond membership ended")):
        name = f"MembershipExpired/en/{version}"
        phrases = templates.phrases(alert, alert.facts, "en", version=name)
        assert phrases.version == name
        assert phrases.what.startswith(what)


@pytest.mark.parametrize(
    "version", ["MembershipExpired/en/9", "GraceStarted/en/0", "nonsense", "MembershipExpired/fr/0"]
)
def test_a_version_that_is_not_there_is_a_fault(templates: Templates, version: str) -> None:
    alert = expired()
    with pytest.raises(TemplateFault):
        templates.phrases(alert, alert.facts, "en", version=version)


def test_a_language_without_a_published_version_speaks_the_shipped_one(
    templates: Templates,
) -> None:
    alert = expired("zh-CN")
    phrases = templates.phrases(alert, alert.facts, "zh-CN")
    assert phrases.version == "MembershipExpired/zh-CN/0"
    assert phrases.what.startswith("您的钻石会员")


@pytest.mark.parametrize(
    ("asked", "there", "spoken_in"),
    [
        ("zh-CN", LANGUAGES, "zh-CN"),
        ("zh-CN", ("en",), "en"),
        ("en", ("zh-CN",), "zh-CN"),
        ("zh-HK", LANGUAGES, "zh-CN"),
        ("fr", LANGUAGES, "en"),
        ("fr", ("zh-CN",), "zh-CN"),
    ],
)
def test_a_missing_language_is_replaced_by_the_other(
    asked: str, there: tuple[str, ...], spoken_in: str
) -> None:
    assert spoken(asked, lambda language: language in there) == spoken_in
    with pytest.raises(LookupError):
        spoken(asked, lambda language: False)


def test_the_whole_message_is_in_the_language_that_replaces_another(templates: Templates) -> None:
    alert = expired("fr")
    phrases = templates.phrases(alert, alert.facts, "fr")
    assert templates.sms(phrases, "fr") == "Reinstate: Number 2. Why. Next."
    assert "What to do next" in templates.mail(alert, phrases).html
    assert templates.inbox(phrases, "fr") == "Number 2. Why. Next."


# --- the same for everybody


def test_a_campaign_is_worded_once_for_all_who_share_language_and_zone() -> None:
    templates = Templates("Reinstate", "CNY")
    facts = samples_of("ClausePublished")[0].facts
    first, second, elsewhere = (
        msgspec.structs.replace(
            sample_alert("ClausePublished", "en", samples_of("ClausePublished")[0]),
            member_id=member,
            campaign="c-1",
            facts={},
            time_zone=zone,
        )
        for member, zone in (("m-1", "UTC"), ("m-2", "UTC"), ("m-3", "Asia/Shanghai"))
    )
    once = templates.phrases(first, facts, "en")
    assert templates.phrases(second, dict(facts), "en") is once
    assert templates.phrases(elsewhere, facts, "en") is not once
    assert templates.phrases(second, {**facts, "clause_version": 14}, "en").what != once.what
    published = VersionName("ClausePublished", "en", 1)
    templates.add({published: says("Changed.")})
    templates.use({("ClausePublished", "en"): 1})
    assert templates.phrases(second, facts, "en").what == "Changed."


def test_no_code_is_kept() -> None:
    templates = Templates("Reinstate", "CNY")
    alert = sample_alert(CODE_EVENT, "en", samples_of(CODE_EVENT)[0])
    phrases = templates.phrases(alert, alert.facts, "en")
    assert "402617" in templates.sms(phrases, "en")
    assert templates._texts.cache_info().currsize == 0
    assert not templates._said


# --- mail


def test_the_styles_of_a_mail_are_inlined(templates: Templates) -> None:
    alert = expired("zh-CN")
    mail = templates.mail(alert, templates.phrases(alert, alert.facts, "zh-CN"))
    [sheet] = re.findall(r"<style>(.*?)</style>", mail.html, re.DOTALL)
    assert sheet.lstrip().startswith("@media")  # what cannot be inlined
    for tag in re.findall(r"<\w+ class=[^>]*>", mail.html):
        assert "style=" in tag
    assert "王小明，您好：" in mail.html
    assert "{{" not in mail.html + mail.text


def test_each_member_of_a_campaign_is_greeted_by_name_and_nobody_elses() -> None:
    templates = Templates("Reinstate", "CNY")
    sample = samples_of("ClausePublished")[0]
    for name in ("Li Lei", "<b>Han</b>", ""):
        alert = msgspec.structs.replace(
            sample_alert("ClausePublished", "en", sample), campaign="c-1", name=name
        )
        mail = templates.mail(alert, templates.phrases(alert, sample.facts, "en"))
        greeting = f"Hello {name}," if name else "Hello,"
        assert mail.text.startswith(greeting)
        assert f">{greeting.replace('<', '&lt;').replace('>', '&gt;')}</p>" in mail.html
