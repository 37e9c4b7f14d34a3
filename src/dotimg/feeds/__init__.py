"""Turns the publisher's data into the catalog's tables.

`python -m dotimg.feeds INPUT OUTPUT` does it by hand; `data/README.md` lists the sources of the
input. The same input gives the same bytes; damaged or contradictory input is rejected as a whole.
"""
