"""Explains a tag that is in the catalog."""

from collections.abc import Callable, Iterator

from dotimg.catalog.details import Contents, Digest, Platform
from dotimg.catalog.model import System, Tag
from dotimg.explain import sentence
from dotimg.explain.cautions import hosts
from dotimg.explain.homes import era
from dotimg.explain.model import Dates, Explanation, Hosts, ImageName, Inside, Remedy
from dotimg.explain.records import Records
from dotimg.explain.retirement import cause
from dotimg.explain.subject import Subject
from dotimg.explain.verdict import Verdict
from dotimg.explain.vulnerabilities import fixes_since
from dotimg.names import tags, versions
from dotimg.resolver.model import marked
from dotimg.resolver.need import has_icu


def history(records: Records, subject: Subject) -> tuple[Digest, ...]:
    """The digests that a tag had, the newest first, with the versions that it had in them."""
    found = records.catalog.digest_history(subject.path, subject.channel, subject.tag.name)
    if subject.name.fixed and not subject.name.stamp:
        return tuple([_of_version(row, subject.tag.version) for row in found])
    return tuple([_of_version(row, version_in(row, subject.channel)) for row in found])


def _of_version(row: Digest, version: str) -> Digest:
    return row if row.version == version else row._replace(version=version)


def version_in(row: Digest, channel: str) -> str:
    """The version of a digest as the tags of one channel say it.

    Images of runtime-deps hold no .NET, so channels shared some, which upstream states with the
    oldest one's version.
    """
    if not row.version or not channel or versions.within(row.version, channel):
        return row.version
    names = (tags.parse(name) for name in row.tags)
    own = [name.version for name in names if name.fixed and versions.within(name.version, channel)]
    return max(own, key=versions.order, default=row.version)


def explained(
    records: Records,
    subject: Subject,
    decided: Verdict,
    text: str,
    history: tuple[Digest, ...],
    *,
    now: bool = True,
) -> Explanation:
    """All that is known of a tag, whose history may be left out.

    Args:
        records: The tables on a day.
        subject: The tag.
        decided: What to do about it.
        text: What a person pasted.
        history: The digests that it had, the newest first.
        now: Whether it is to be told of what the tag points at now, and not of the newest of these.
    """
    known = bool(history) and history[0].version == subject.tag.version
    found = described(records, subject, text, history[0].base if known else "")
    if not subject.tag.published:
        if not subject.tag.retired or subject.path == subject.present:
            return found
        instead = Verdict((), decided.step, None, "", decided.notes)
        return judged(found, instead, _reference)
    listed = records.contents(subject.path, subject.channel) if now else {}
    digest, platforms = _contents(records, subject, history, listed)
    inside = found.inside._replace(tags=_sharing(subject, digest, history, listed))
    if platforms and platforms != inside.platforms:
        inside = inside._replace(platforms=platforms, hosts=_hosts(records, platforms))
    told = judged(found, decided, _reference)
    return told._replace(
        name=found.name._replace(digest=digest),
        inside=inside,
        dates=found.dates._replace(cause=cause(records, subject), history=history),
        notes=(
            *(*told.notes, *_older_digest(subject, history)),
            *(*former(subject), *same_tag(records, subject)),
        ),
    )


def described(records: Records, subject: Subject, text: str, base: str) -> Explanation:
    """What a tag's own row tells, and `Digest.base` of what it points at."""
    tag, name = subject.tag, subject.name
    platforms = records.catalog.platforms(tag)
    released = _released(records, subject)
    runtime = runtime_of(records, subject)
    return Explanation(
        input=text,
        sentence=sentence_of(records, subject, runtime, default_system(records, subject)),
        known=True,
        published=tag.published,
        newer=tag.evidence == "pending",
        name=ImageName(
            reference=_reference(subject),
            repository=subject.path,
            tag=tag.name,
            kind="fixed" if name.fixed else "floating",
            era=era(subject.path),
            home="known",
            moved_to="" if subject.path == subject.present else subject.present,
        ),
        inside=Inside(
            version=tag.version,
            runtime=runtime,
            channel=subject.dotnet_channel,
            window=subject.window,
            purpose=subject.repository.purpose,
            variants=tuple(tag.variants.split()),
            icu=has_icu(records.catalog, subject.repository.name, tag),
            systems=_linux_first(subject),
            architectures=tag.architectures(),
            platforms=platforms,
            hosts=_hosts(records, platforms),
            tags=(tag.name,),
        ),
        dates=Dates(tag.first_seen or None, tag.last_seen, tag.retired, released=released),
        support=subject.support,
        remedy=fixes(records, subject, base) if tag.published else Remedy(),
        notes=(
            *_notes(tag),
            *_ended(subject),
            *_earlier_ends(records, subject),
            *filter(None, [released]),
        ),
    )


def runtime_of(records: Records, subject: Subject) -> str:
    """The version of the runtime that an SDK image holds; empty where that is not known."""
    held = records.release_notes.held(subject) if subject.repository.purpose == "build" else None
    return held.runtime if held and held.sole else ""


def fixes(records: Records, subject: Subject, base: str) -> Remedy:
    """What the patches since would fix, before it is known where to go."""
    cves, counted, uncounted = fixes_since(records, subject, base)
    return Remedy(fixed_cves=cves, counted=counted, uncounted=uncounted)


def judged(found: Explanation, decided: Verdict, refer: Callable[[Subject], str]) -> Explanation:
    """An explanation with what to do about it; `refer` writes a reference to another image."""
    return found._replace(
        remedy=found.remedy._replace(
            patches=decided.patches,
            replacement=refer(decided.replacement) if decided.replacement else None,
            step=refer(decided.step) if decided.step else None,
            stay=decided.stay,
        ),
        notes=(*found.notes, *decided.notes),
    )


def platforms_of(records: Records, digest: Digest) -> tuple[Platform, ...]:
    """The platforms of a digest with sizes as far as they are known."""
    rows = (digest,) if digest.kind == "platform" else records.catalog.children(digest)
    systems = records.catalog.systems
    return tuple(
        Platform(
            systems[row.release].type if row.release in systems else "linux",
            row.architecture,
            row.release,
            row.digest,
            row.size,
            row.created,
        )
        for row in rows
    )


def _hosts(records: Records, platforms: tuple[Platform, ...]) -> tuple[Hosts, ...]:
    if not any(one.os == "windows" for one in platforms):
        return ()
    systems = records.catalog.systems
    releases = dict.fromkeys(one.release for one in platforms if one.release in systems)
    return hosts(records.catalog.traits, tuple(systems[release] for release in releases))


def _reference(subject: Subject) -> str:
    return f"{subject.path}:{subject.tag.name}"


def _contents(
    records: Records, subject: Subject, history: tuple[Digest, ...], listed: Contents
) -> tuple[str | None, tuple[Platform, ...]]:
    """The digest and the platforms that a tag points at, or pointed at last, as far as known."""
    if subject.tag.name in listed:
        return listed[subject.tag.name]
    if not history:
        return None, ()
    return history[0].digest, platforms_of(records, history[0])


def _older_digest(subject: Subject, history: tuple[Digest, ...]) -> tuple[str, ...]:
    """That the digest is of an earlier version than the tag pointed at last.

    Copies under a former name have digests only from the time before they were copies.
    """
    own = versions.without_rebuild(subject.tag.version)
    known = versions.without_rebuild(history[0].version) if history else ""
    if known in ("", own):
        return ()
    return (f"the digest is that of {known}; the one of {own} is unknown",)


def _sharing(
    subject: Subject, digest: str | None, history: tuple[Digest, ...], listed: Contents
) -> tuple[str, ...]:
    """The tags that point at the same digest."""
    if subject.tag.name in listed:
        return tuple(name for name, (other, _) in listed.items() if other == digest)
    return history[0].tags if history else (subject.tag.name,)


def _linux_first(subject: Subject) -> tuple[System, ...]:
    """The systems of an image, the default one first."""
    return tuple(sorted(subject.systems, key=lambda system: system.type != "linux"))


def default_system(records: Records, subject: Subject) -> str:
    """What to call the systems of an image where its tag does not."""
    systems = _linux_first(subject)
    if len(subject.system_types) > 1:
        return f"{systems[0].title} or Windows"
    if len(systems) > 1:
        return sentence.system(records.catalog, systems[0].family)
    return systems[0].title


def sentence_of(records: Records, subject: Subject, runtime: str, default: str) -> str:
    """What a tag is.

    Args:
        records: The tables on a day.
        subject: The tag.
        runtime: See `runtime_of`.
        default: See `default_system`.
    """
    tag, name, version = subject.tag, subject.name, subject.tag.version
    if version and version == runtime:
        version = f"runtime {version}"
        if name.fixed:
            name = name._replace(version=f"{name.second} ({version})".lstrip(), second="")
    if tag.distroless and not any(word in tags.DISTROLESS for word in name.variants):
        small = [word for word in tag.variants.split() if word in tags.DISTROLESS]
        name = name._replace(variants=(*small, *name.variants))
    said = sentence.sentence(records.catalog, subject.repository, name, default)
    if not tag.published:
        return f"{said}: defined, but never published"
    if name.fixed:
        return f"{said}: a fixed tag"
    known = tag.version not in ("", name.version, name.second)
    at = f", {'last' if tag.retired else 'now'} {version}" if known else ""
    return f"{said}: a floating tag{at}"


def _notes(tag: Tag) -> tuple[str, ...]:
    if tag.evidence == "pending":
        return (
            "defined but not published when the tables were made: use --live with pick or digest",
        )
    if tag.evidence == "manifest-only":
        return ("defined for at most two days: very likely never published",)
    if tag.evidence == "readme-only":
        return ("in the publisher's readme for at most two days: perhaps never published",)
    if tag.evidence == "dockerfile":
        return ("not in the publisher's lists, but its Dockerfile existed, and others use it",)
    if tag.evidence == "seen-in-use":
        return ("not in the publisher's lists: known from files and pages that name it",)
    if tag.evidence == "syndication":
        return ("used in the publisher's definitions, but nothing else confirms it",)
    return ()


def _ended(subject: Subject) -> tuple[str, ...]:
    """That the whole channel has ended, where another clock stopped first."""
    ended = subject.ended
    return (ended,) if ended and ended != subject.support.reason else ()


def _released(records: Records, subject: Subject) -> str:
    """That the channel of a preview is out by the calendar; empty where it is not."""
    channel = subject.dotnet_channel
    if not channel or not channel.preview:
        return ""
    from dotimg.resolver.newer import release_said

    return release_said(records.catalog, records.today, channel.name)


def _earlier_ends(records: Records, subject: Subject) -> Iterator[str]:
    """Which of several releases end before the support of the whole does."""
    window_end = subject.window.end if subject.window else None
    systems, last = subject.systems, subject.support.ends or window_end or "9999"
    for system in systems:
        if not subject.tag.retired and len(systems) > 1 and system.end and system.end < last:
            verb = "ended" if system.end <= records.today else "end"
            yield f"free updates of {system.title} {verb} {system.end}"


def former(subject: Subject) -> tuple[str, ...]:
    """That the images of a former repository are now in another one."""
    path, present = subject.path, subject.present
    if path == present:
        return ()
    return (f"{path} is a former repository; these images are now in {present}",)


def same_tag(records: Records, subject: Subject) -> tuple[str, ...]:
    """That the present repository has the tag of a former one."""
    present = subject.present
    same = records.find(present, subject.tag.name) if subject.path != present else None
    if not same:
        return ()
    there = marked(f"{present}:{same.tag.name}", same.support.status)
    return (f"the same tag is there: {there}",)
