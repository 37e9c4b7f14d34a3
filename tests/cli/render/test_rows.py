import io
import json

from dotimg.catalog.tables import Catalog
from dotimg.cli.render import rows
from dotimg.resolver.listing import Filter, listing


def test_nothing_from_a_table_reaches_the_output_unescaped(catalog: Catalog) -> None:
    row = next(iter(listing(catalog, Filter(version="10"), "2026-11-22")))
    bad = row._replace(tag=row.tag._replace(name='10.0"\x1b[31m\t\n', version="\x9b"))
    for write in (rows.write_plain, rows.write_csv, rows.write_refs):
        out = io.StringIO()
        write([bad], str, out)
        assert all(char.isprintable() or char in "\t\n" for char in out.getvalue())
        assert r'10.0"' in out.getvalue().replace('""', '"')
    out = io.StringIO()
    rows.write_json([bad], str, out, catalog.systems, "2026-08-20", "tags")
    assert out.getvalue().isascii()
    assert json.loads(out.getvalue())["tags"][0]["tag"] == '10.0"\x1b[31m\t\n'


def test_every_row_of_json_is_what_the_json_module_reads(catalog: Catalog) -> None:
    found = list(listing(catalog, Filter(version="10", everything=True, by_tag=True), "2026-11-22"))
    out = io.StringIO()
    rows.write_json(found, str, out, catalog.systems, "2026-08-20", "tags")
    document = json.loads(out.getvalue())
    assert [one["tag"] for one in document["tags"]] == [row.tag.name for row in found]
    assert all(one["support"]["reason"] for one in document["tags"])
