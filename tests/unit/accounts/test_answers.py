"""What accounts answer, as it goes from one process to another."""

from typing import get_args

from services.membership.contract.accounts.views import AccountPart, AnyAccountAnswer


def test_each_answer_is_one_that_another_process_can_read() -> None:
    """One that is not named is told from a process of its own, and nobody there knows its tag."""
    assert set(get_args(AnyAccountAnswer)) == set(AccountPart.__subclasses__())
