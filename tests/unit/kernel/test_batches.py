from infra.kernel.batches import batched


def test_batches_are_whole_but_for_the_last() -> None:
    assert list(batched(range(5), 2)) == [(0, 1), (2, 3), (4,)]
    assert list(batched("ab", 2)) == [("a", "b")]
    assert list(batched([], 3)) == []


def test_no_more_is_read_than_the_batch_needs() -> None:
    rest = iter(range(10))
    assert next(batched(rest, 3)) == (0, 1, 2)
    assert next(rest) == 3
