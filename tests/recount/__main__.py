"""Prints a recount as a table, and what differs; exit 1 where that is not a known gap.

DOTIMG_UPSTREAM=folder python -m tests.recount [0-39|all]
"""

import os
import sys
from pathlib import Path

from dotimg.catalog.tables import Catalog
from dotimg.explain import Explainer
from tests.recount.answers import Recount
from tests.recount.comparison import Table
from tests.recount.gaps import GAPS
from tests.recount.raw import Raw
from tests.recount.run import Recounter, part_of
from tests.upstream import frozen

_SHOWN = 5


def main() -> int:
    """Recount, print, and tell whether something differs."""
    part = part_of(sys.argv[1] if len(sys.argv) > 1 else "0")
    catalog = Catalog(frozen.folder())
    recount = Recount(Raw(Path(os.environ["DOTIMG_UPSTREAM"])))
    recounter = Recounter(recount, lambda day: Explainer(catalog, day), part)
    table = Table(GAPS)
    recounter.tags(table)
    recounter.digests(table)
    faults = table.faults(_SHOWN) + (table.stale() if part is None else [])
    sys.stdout.writelines(f"{line}\n" for line in (*table.lines(), *faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
