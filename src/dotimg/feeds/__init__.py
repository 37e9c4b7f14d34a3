"""Turns the publisher's data into the catalog's tables.

`python -m dotimg.feeds INPUT OUTPUT` does it by hand; `data/README.md` tells where the input is
from. The same input gives the same bytes; damaged or contradictory input is refused as a whole.
"""
