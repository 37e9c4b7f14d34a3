"""Whether a tag is supported: one answer of pick, list, check, explain and upgrade on any day."""

from datetime import date
from functools import cache
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from dotimg.catalog.model import Tag
from dotimg.catalog.support import soon_after
from dotimg.catalog.tables import Catalog
from dotimg.check.checker import Checker, Team
from dotimg.explain import Explainer
from dotimg.explain.model import Explanation
from dotimg.explain.policy import Policy
from dotimg.explain.records import Records
from dotimg.names import reference, tags
from dotimg.resolver import pick
from dotimg.resolver.listing import Filter, listing
from dotimg.resolver.model import Pick, Request
from dotimg.upgrade.decision import Decider, Decision

CATALOG = Catalog()
# What each day of these ends: Debian 12's first years, Alpine 3.23, .NET 8.0 and 9.0, .NET 10.0.
EDGES = (
    *("2026-07-11", "2026-08-19", "2026-08-20", "2026-09-30", "2026-10-01", "2026-11-09"),
    *("2026-11-10", "2026-11-28", "2027-12-01", "2028-11-14", "2099-12-31"),
)
DAYS = st.sampled_from(EDGES) | st.dates(date(2015, 1, 1), date(2035, 1, 1)).map(date.isoformat)
SUPPORT_RULES = {"DI201": "error", "DI202": "error", "DI204": "note"}


class Known(NamedTuple):
    path: str
    channel: str
    tag: Tag

    @property
    def text(self) -> str:
        return f"{self.path}:{self.tag.name}"


ALL = [Known(*row) for row in CATALOG.all_tags()]
LISTED = [one for one in ALL if not one.tag.retired]
ALPINE = [one for one in LISTED if "alpine" in one.tag.name]
# A tag of a home that is left by now, and a day on which it was still there.
LEFT_HOME = next(one for one in ALL if one.text.endswith("core/runtime-deps:2.1-bionic"))
TAGS = st.sampled_from(LISTED) | st.sampled_from(ALL) | st.sampled_from(ALPINE)


@cache
def explainer(day: str) -> Explainer:
    return Explainer(CATALOG, day, history=False)


def explained(one: Known, day: str) -> Explanation:
    return explainer(day).explain(one.text)


def decided(text: str, day: str, policy: Policy, aim: str | None) -> Decision:
    return Decider(Records(CATALOG, day), policy, None).decide(reference.parse(text), aim)


@settings(max_examples=60)
@given(TAGS, DAYS)
def test_list_and_explain_agree(one: Known, day: str) -> None:
    state = explained(one, day).support
    asked = Filter(repository=one.path, by_tag=True)
    every = listing(CATALOG, asked._replace(everything=True), day)
    rows = {row.tag.name: row for row in every if row.channel == one.channel}
    assert rows[one.tag.name].support == state
    shown = {row.tag.name for row in listing(CATALOG, asked, day)}
    listed = one.tag.published and not one.tag.retired
    assert (one.tag.name in shown) == (listed and not state.over)


@settings(max_examples=100)
@given(one=TAGS, day=DAYS, family=st.booleans())
def test_pick_and_explain_agree(one: Known, day: str, *, family: bool) -> None:
    repository = CATALOG.repository(one.path, one.tag.kind)
    system = CATALOG.systems[one.tag.releases[0]]
    request = Request(
        purpose=repository.purpose or "run",
        version=one.channel or "lts",
        os=(system.family if family else system.name) or None,
        app="console" if repository.name.endswith("runtime") else "web",
        fixed=tags.parse(one.tag.name).fixed,
    )
    if repository.product == "own":
        request = request._replace(version="lts")
    found = pick(CATALOG, request, day)
    if isinstance(found, Pick):
        answer = explainer(day).explain(f"{found.repository}:{found.tag.name}")
        assert answer.support == found.support
        # What ends or ended is told; --strict refuses by the same `over`.
        assert any(found.warnings) >= found.support.pressing


@settings(max_examples=150)
@given(TAGS, DAYS)
def test_check_and_explain_agree(one: Known, day: str) -> None:
    answer = explained(one, day)
    state, window = answer.support, answer.inside.window
    content = f"FROM {one.text}\n".encode()
    found = Checker(CATALOG, day, {}).check("Dockerfile", "dockerfile", content, Team()).findings
    end = (window.end if window else None) or "9999"
    cause = answer.dates.cause.kind if answer.dates.cause else ""
    dead = day < end and all((one.end or "9999") <= day for one in answer.inside.systems)
    expected = {
        "DI201": end <= day,
        "DI202": cause in ("system-dropped", "frozen") or (cause == "moved" and dead),
        "DI204": answer.published
        and state.status != "retired"
        and day < end
        and (state.pressing or end <= soon_after(day)),
    }
    severities = {row.rule: row.severity for row in found if row.rule in SUPPORT_RULES}
    assert severities == {rule: SUPPORT_RULES[rule] for rule in expected if expected[rule]}
    # A tag that is not known to be gone is never said to be.
    if expected["DI202"]:
        assert (one.tag.retired or "9999") <= day
        assert state.over
    if expected["DI201"] and answer.published:
        assert state.over


@settings(max_examples=80)
@example(LEFT_HOME, "2020-06-01")
@given(TAGS, DAYS)
def test_upgrade_and_explain_agree(one: Known, day: str) -> None:
    """Within the channel: what nobody needs to leave stays, what is over or overdue does not.

    A fixed tag of an earlier day goes to the newest patch that is listed now, and its preview to
    what was released since.
    """
    answer = explained(one, day)
    left_behind = tags.parse(one.tag.name).fixed or answer.support.status == "preview"
    decision = decided(one.text, day, Policy(to="patch"), None)
    moved = decision.new is not None and decision.new != decision.old
    if not answer.published:
        assert not moved
    elif answer.support.over or answer.support.overdue:
        assert moved or decision.reason or (decision.new and decision.new.ended)
        assert not moved or not (decision.new and decision.new.support.overdue)
    elif answer.remedy.stay and not left_behind:
        assert not moved, decision.new
        assert not decision.reason


@settings(max_examples=60)
@given(TAGS, DAYS)
def test_nothing_is_replaced_by_what_is_not_supported(one: Known, day: str) -> None:
    answer = explained(one, day)
    for instead in (answer.remedy.replacement, answer.remedy.step):
        if instead:
            state = explainer(day).explain(instead).support
            assert not state.over
            assert not state.overdue
