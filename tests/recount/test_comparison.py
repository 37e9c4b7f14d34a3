"""The table of a recount: what differs is a fault unless a gap names it."""

from tests.recount.comparison import Gap, Table

REFERENCE = "mcr.microsoft.com/dotnet/sdk:8.0.401-1"
GAP = Gap("product_version", r".*:\d+\.\d+\.\d+-\d+", "stated without the number of the rebuild")


def compared(table: Table) -> Table:
    table.compare(
        REFERENCE,
        "2026-08-20",
        {"product_version": "8.0.401", "tags": {"8.0.401-1"}},
        {"product_version": "8.0.401-1", "tags": {"8.0.401-1"}, "more": "not compared"},
    )
    return table


def test_what_differs_is_a_fault() -> None:
    (fault,) = compared(Table(())).faults(3)
    assert fault == f"{REFERENCE} on 2026-08-20: product_version: 8.0.401, not 8.0.401-1"


def test_what_a_gap_names_is_none() -> None:
    table = compared(Table((GAP,)))
    assert table.faults(3) == []
    assert table.stale() == []


def test_a_gap_without_its_differences_is_told() -> None:
    assert Table((GAP,)).stale() == [GAP.reason]


def test_the_table_tells_what_was_compared_what_differs_and_what_is_known() -> None:
    assert [line.split() for line in compared(Table((GAP,))).lines()] == [
        ["field", "compared", "differing", "gaps"],
        ["product_version", "1", "0", "1"],
        ["tags", "1", "0", "0"],
    ]
