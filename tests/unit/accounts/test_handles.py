"""What is written in many ways is one handle; what differs is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import InvalidInput
from services.membership.accounts.core.domain.handle import handle_of
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.contract.accounts.words import HandleKind


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("+8613800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("＋８６ １３８００１３８０００", "+8613800138000"),
        ("+86\u202d 138 0013 8000\u202c", "+8613800138000"),  # as a phone's contacts copy it
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+52 1 55 1234 5678", "+525512345678"),
        ("+52 55 1234 5678", "+525512345678"),
        ("+55 11 8765-4321", "+5511987654321"),
        ("+55 11 98765-4321", "+5511987654321"),
        ("+54 9 11 2345-6789", "+5491123456789"),
        ("+54 11 15 2345-6789", "+5491123456789"),
        ("Li.Lei@Example.COM", "Li.Lei@example.com"),
        (" ｌｉ@example.com ", "li@example.com"),
    ],
)
def test_where_it_is_written_to(written: str, address: str) -> None:
    assert handle_of(written, "CN").address == address


@pytest.mark.parametrize(
    "same",
    [
        ("Li.Lei@Example.com", "li.lei@EXAMPLE.COM", "li . lei@example.com"),
        ("+54 9 11 2345-6789", "+54 11 2345-6789", "+54 11 15 2345-6789"),
        ("+5215512345678", "+525512345678"),
        ("+551187654321", "+5511987654321"),
    ],
)
def test_second_forms_are_one_account(same: tuple[str, ...]) -> None:
    assert len({handle_of(one, "CN").folded for one in same}) == 1


@pytest.mark.parametrize(
    "different",
    [
        ("+8613800138000", "+8613800138001"),
        ("+551133445566", "+5511933445566"),  # a fixed line has eight digits still
        ("li.lei@example.com", "lilei@example.com"),
        ("li@example.com", "li+shop@example.com"),
        ("+390612345678", "+39612345678"),
    ],
)
def test_what_differs_is_two(different: tuple[str, ...]) -> None:
    read = [handle_of(one, "CN").folded for one in different]
    assert len(set(read)) == len(read)


@pytest.mark.parametrize("written", ["", "li", "123", "a@b", "x" * 300, "+1", "li@@example.com"])
def test_what_is_no_handle_is_refused_without_quoting_it(written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        handle_of(written, "CN")
    assert refused.value.field == "handle"
    assert not written or written not in refused.value.message.replace("name@example.com", "")


@given(st.integers(0, 99_999_999), st.lists(st.sampled_from(" -\u3000"), max_size=6))
def test_no_way_of_writing_a_number_makes_another(number: int, marks: list[str]) -> None:
    plain = f"+86138{number:08d}"
    written = plain[:3] + "".join(marks) + plain[3:]
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    assert handle_of(written.translate(wide), "CN").folded == handle_of(plain, "US").folded


def test_a_mask_shows_whose_it_is_and_no_more() -> None:
    assert handle_of("+8613800138000", "CN").masked == "+86…8000"
    assert handle_of("lilei@example.com", "CN").masked == "l…@example.com"


def test_older_keys_find_and_the_present_one_writes() -> None:
    handle = handle_of("li@example.com", "CN")
    assert handle.kind is HandleKind.EMAIL
    old, both = HandleHashes(["old" * 12]), HandleHashes(["new" * 12, "old" * 12])
    assert old.of(handle) in both.all_of(handle)
    assert old.of(handle) != both.of(handle)
    assert "li" not in both.of(handle)


def test_one_customer_of_ipv6_is_one_network() -> None:
    hashes = HandleHashes(["key" * 12])
    line, site = hashes.of_networks("2001:db8:1:2::1")
    assert hashes.of_networks("2001:db8:1:2:ffff::9") == (line, site)
    next_line, same_site = hashes.of_networks("2001:db8:1:3::1")
    assert (next_line == line, same_site == site) == (False, True)
    assert hashes.of_networks("192.0.2.1") != hashes.of_networks("192.0.2.2")
    assert hashes.of_networks("::ffff:192.0.2.1") == hashes.of_networks("192.0.2.1")
