import msgspec

from services.importing.checkpoint import CheckpointState
from services.importing.row_counts import RowCounts


def test_a_checkpoint_on_disk_stays_readable() -> None:
    kept = b'{"place":{"offset":120,"line":4},"report_size":7,"tally":{"created":3,"refused":1}}'
    state = msgspec.json.decode(kept, type=CheckpointState)
    assert (state.place.offset, state.place.line, state.report_size) == (120, 4, 7)
    assert state.row_counts == RowCounts(created=3, refused=1)
    assert msgspec.json.decode(msgspec.json.encode(state))["tally"]["created"] == 3
