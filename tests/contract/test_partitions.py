"""The command that divides the feeds of all services."""

import pytest

from services.partitions import main


def test_feeds_are_divided_and_never_joined(
    mongo_url: str,
    database_prefix: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MONGO_URL", mongo_url)
    monkeypatch.setenv("MONGO_DATABASE_PREFIX", database_prefix)
    for asked, have in (("4", 4), ("8", 8), ("2", 8)):
        assert main([asked]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines == [
            f"{service}: {have} partitions"
            for service in ("membership", "accounts", "appeals", "notify")
        ]


@pytest.mark.parametrize("asked", ["0", "1025", "many"])
def test_what_is_no_number_of_partitions_is_refused(asked: str) -> None:
    with pytest.raises(SystemExit) as refused:
        main([asked])
    assert refused.value.code == 2
