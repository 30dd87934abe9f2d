"""What people write about themselves: one rule for the API, for imports and for settings."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.time_zones import time_zone
from infra.kernel.values import BadValue, email, language, name, phone

ZWNJ, ZWJ = "\u200c", "\u200d"


@pytest.mark.parametrize(
    "written",
    [
        "欧阳娜娜",
        f"علی{ZWNJ}رضا",
        f"👨{ZWJ}👩{ZWJ}👧",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # a flag of England
        f"क्{ZWJ}षितिज",
        "מרים\u200f",
        "O'Brien-Schröder, Jr.",
    ],
)
def test_names_of_all_scripts_are_taken_as_they_are(written: str) -> None:
    assert name(written) == unicodedata.normalize("NFC", written)


def test_a_name_has_one_form() -> None:
    assert name("  Zoe\u0308 \n van   Dijk ") == "Zoë van Dijk"


@pytest.mark.parametrize(
    ("hidden", "code"),
    [
        ("\u202e", "U+202E"),  # writes the rest from right to left
        ("\u2066", "U+2066"),
        ("\u200b", "U+200B"),
        ("\x00", "U+0000"),
        ("\x7f", "U+007F"),
        ("\ufffd", "U+FFFD"),
        ("\ue000", "U+E000"),
        ("\uffff", "U+FFFF"),
    ],
)
def test_what_cannot_be_seen_is_named_not_repeated(hidden: str, code: str) -> None:
    with pytest.raises(BadValue, match=f"holds {code.replace('+', '.')}") as refused:
        name(f"Li{hidden}Wei")
    assert hidden not in str(refused.value)
    assert code in refused.value.zh


def test_a_name_is_refused_above_a_hundred_characters() -> None:
    assert name("é" * 100) == "é" * 100
    with pytest.raises(BadValue, match="longer than 100"):
        name("é" * 101)


@given(st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from([ZWNJ, ZWJ])))
def test_what_was_taken_is_taken_again_unchanged(text: str) -> None:
    try:
        once = name(text)
    except BadValue:
        assert len(unicodedata.normalize("NFC", text)) > 100 or "\ufffd" in text
        return
    assert name(once) == once


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+86 138-0013-8000", "+8613800138000"),
        ("+86 10 6466 1234", "+861064661234"),
        ("+15005550006", "+15005550006"),  # the provider's test sender
        ("+8613984711001", "+8613984711001"),
        ("+8612345678901", "+8612345678901"),  # no range of today, but as long as a mobile number
    ],
)
def test_numbers_that_can_exist(written: str, kept: str) -> None:
    assert phone(written) == kept


@pytest.mark.parametrize(
    "written",
    ["+8613800", "+86138001380", "+861380013800", "+861380013800000", "+1", "13900139000",
     "+99999999999999999", "0086 138 0013 8000", "phone"],
)  # fmt: skip
def test_numbers_that_cannot(written: str) -> None:
    with pytest.raises(BadValue) as refused:
        phone(written)
    assert written not in str(refused.value)


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+8", "CET"]
)
def test_zones_of_the_database(zone: str) -> None:
    assert time_zone(zone) == zone


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("CST", ["America/Chicago", "Asia/Shanghai"]),
        ("IST", ["Asia/Calcutta", "Asia/Jerusalem"]),
        ("JST", ["Asia/Tokyo"]),
        ("PST", ["America/Los_Angeles"]),
        ("BST", ["Europe/London"]),
        ("asia/shanghai", ["Asia/Shanghai"]),
        ("Asia/Shangai", ["Asia/Shanghai"]),
        ("America/New York", ["America/New_York"]),
    ],
)
def test_what_was_probably_meant(wrong: str, meant: list[str]) -> None:
    with pytest.raises(BadValue, match="did you mean") as refused:
        time_zone(wrong)
    for zone in meant:
        assert zone in str(refused.value)
        assert zone in refused.value.zh
        assert time_zone(zone) == zone
    assert "UCT" not in str(refused.value)


@pytest.mark.parametrize(
    "zone",
    ["posixrules", "Factory", "localtime", "right/Asia/Shanghai", "posix/UTC", "", "北京时间",
     "+08:00", "../etc/passwd", "XYZ"],
)  # fmt: skip
def test_what_is_no_zone(zone: str) -> None:
    with pytest.raises(BadValue, match="not an IANA time zone"):
        time_zone(zone)


def test_addresses_and_languages() -> None:
    assert email("Li@Mail.Example.COM") == "Li@mail.example.com"
    assert [language(one) for one in ("zh_CN", "zh", "EN-gb")] == ["zh-CN", "zh-CN", "en"]
    with pytest.raises(BadValue, match="not an e-mail address"):
        email("li@mail")
    with pytest.raises(BadValue, match="zh-CN or en"):
        language("fr")
