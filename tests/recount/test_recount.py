"""What `explain --format json` says, held against the publisher's raw data.

A fortieth of all references, which DOTIMG_RECOUNT names (`0` to `39`); `all` compares everything.
"""

from tests.recount.comparison import Table
from tests.recount.run import Recounter

SHOWN = 3


def test_every_field_of_tags_and_digests_is_what_the_raw_data_say(
    recounter: Recounter, table: Table, part: int | None
) -> None:
    recounter.tags(table)
    recounter.digests(table)
    faults = table.faults(SHOWN)
    assert not faults, "\n".join(faults)
    # No gap is listed that is none any more.
    assert part is not None or table.stale() == []
    assert table.compared["known"] > 2_500
