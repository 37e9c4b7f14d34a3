"""A recount of what `explain` says, from the publisher's raw data and not from the tables.

Nothing here reads the tables or imports what builds or reads them: it is a second reading of the
same facts, so that a mistake of the first one shows. `python -m tests.recount` prints the table.
"""
