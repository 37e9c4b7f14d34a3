"""What stands in the page, whatever the tables hold."""

import base64
import json
import re
import zlib
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from dotimg.catalog.details import Lifecycle, Platform
from dotimg.catalog.lifecycles import lifecycles
from dotimg.catalog.model import Support, Tag
from dotimg.catalog.tables import Catalog
from dotimg.cli.render.page import Contents, html
from dotimg.cli.render.page.data import packed
from dotimg.cli.render.page.timeline import chart
from dotimg.resolver.details import Answered, Listing, Offer
from dotimg.resolver.model import Pick, Request
from tests.conftest import DAY

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&"
TAG = Tag(HOSTILE, "1.0", "noble:amd64", "", "2020-01-01", None, None, True, True, "", "")
SUPPORTED = Support("supported", "2028-11-14", HOSTILE)


def contents(catalog: Catalog) -> Contents:
    platform = Platform("linux", HOSTILE, "noble", None, None, None)
    found = Pick(HOSTILE, TAG, "10.0", "noble", SUPPORTED, (HOSTILE,), (), ())
    return Contents(
        as_of="2026-08-20",
        today=DAY,
        stale=45,
        mirror=None,
        channels=catalog.channels,
        chosen="10.0",
        systems=catalog.systems,
        families={"ubuntu": HOSTILE},
        offers=[Offer(Request(version="10.0"), Answered(found, (platform,)))],
        listings=[Listing(HOSTILE, "10.0", TAG, (), None, (platform,), SUPPORTED)],
        lifecycles=[Lifecycle(HOSTILE, "", HOSTILE, "", None, None, "unknown", True)],
        own=frozenset(),
        tags=list,
    )


def attributes(page: str) -> set[str]:
    found: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.update(name for name, _ in attrs)

    Reader().feed(page)
    return found


def test_no_name_becomes_markup(catalog: Catalog) -> None:
    page = html(contents(catalog))
    assert "<img" not in page
    assert page.count("</script>") == 3
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_old_data_have_a_banner_and_fresh_ones_none(catalog: Catalog) -> None:
    old = contents(catalog)  # of 2026-08-20
    assert '<p class="banner">' in html(old._replace(today="2026-10-05"))
    assert '<p class="banner">' not in html(old._replace(today="2026-10-04"))


def test_only_its_own_script_and_style_may_run(catalog: Catalog) -> None:
    page = html(contents(catalog))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert not attributes(page) & {"style", "src", "srcset", "action", "background"}
    assert not [name for name in attributes(page) if name.startswith("on")]


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists, max_leaves=20))
def test_what_is_packed_comes_back(document: object) -> None:
    text = packed(document)
    assert re.fullmatch(r"[A-Za-z0-9+/]*=*", text)
    assert json.loads(zlib.decompress(base64.b64decode(text))) == document


def test_a_bar_stands_where_its_days_are(catalog: Catalog) -> None:
    line = chart(lifecycles(catalog, DAY, everything=False), DAY)
    bars = {bar.title: bar for _, bars in line.groups for bar in bars}
    first_of_2024 = dict(line.years)[2024]
    assert first_of_2024 == 0
    assert dict(line.years)[2025] == 366
    lts = bars[".NET 10.0 LTS"]
    assert (lts.window, lts.status) == ("2025-11-11 to 2028-11-14", "supported")
    assert lts.start == 366 + 314
    assert lts.start + lts.width == dict(line.years)[2028] + 318
    assert lts.start < line.now < lts.start + lts.width
    ended = bars[".NET 8.0 LTS"]
    assert (ended.start, ended.status) == (0, "ended")
    assert ended.width < line.now
    assert bars[".NET Framework 4.8"].start + bars[".NET Framework 4.8"].width == line.days
    assert bars["Azure Linux 3.0"].width == 0


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_no_bar_leaves_the_line(today: object, start: object, end: object) -> None:
    days = [None if day is None else str(day) for day in (start, end)]
    one = Lifecycle("g", "n", "t", "", days[0], days[1], "supported", listed=True)
    line = chart([one], str(today))
    ((_, (bar,)),) = line.groups
    assert 0 <= bar.start <= line.days
    assert 0 <= bar.width <= line.days - bar.start
    assert 0 <= line.now <= line.days
