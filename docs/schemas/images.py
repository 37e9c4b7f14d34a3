"""The documents of the commands that tell of images."""

from typing import get_args

from shapes import (
    Schema,
    cve,
    day,
    document,
    either,
    error,
    fields,
    flag,
    made_of,
    maybe,
    no,
    nullable,
    number,
    of_catalog,
    one_or_several,
    picked,
    platform,
    rows,
    support,
    system,
    table,
    text,
    texts,
    word,
)

from dotimg.base.model import FixKind, How
from dotimg.catalog.details import Lifecycle
from dotimg.catalog.model import Purpose, SupportStatus
from dotimg.explain.model import Hosts
from dotimg.project.model import Brought, GlobalJson, Location, Project, Unknown

_KINDS = ("fixed", "floating", "digest")


def _live() -> Schema:
    return fields(
        "what a registry says of it (--live)",
        {
            "served": nullable(flag("whether it serves the image; null if it did not say")),
            "digest": nullable(text("the digest under which it does")),
            "error": maybe(nullable(error())),
        },
    )


def _pick() -> Schema:
    return document(
        "the one image to use",
        {
            "reference": text("what to write into FROM, or behind docker pull"),
            "registry": text("its registry"),
            "repository": text("its path there"),
            "tag": text("its tag"),
            "digest": nullable(text("what the tag points at")),
            "purpose": word("what it is for", get_args(Purpose)),
            "channel": text("the channel of .NET, as 10.0"),
            "version": text("the version in it; of an SDK image that of the SDK"),
            "os": system(),
            "variants": texts("chiseled, composite and the like", "one of them"),
            "platforms": rows("what it is for", platform()),
            "support": support(),
            "why": texts("why it is this one", "a sentence"),
            "notes": texts("what else to know", "a sentence"),
            **of_catalog(),
            "live": maybe(_live()),
        },
    )


def _facts() -> Schema:
    facts = picked(
        Project,
        {
            "path": "the project file",
            "target_frameworks": "all of its target frameworks",
            "framework": "the one that the facts hold for, empty for all of them",
            "sdks": "its SDKs, without versions",
            "output_type": "Exe, WinExe or Library",
            "test": "whether it contains tests",
            "web": "whether it serves the web",
            "framework_references": "the shared frameworks that it needs, beside .NET itself",
            "runtime_identifier": "what it is published for",
            "runtime_identifiers": "what it may be published for",
            "container_runtime_identifier": "what its image is for",
            "container_runtime_identifiers": "what its images are for",
            "self_contained": "whether it brings its runtime; null also where nothing says so",
            "single_file": "whether it is published as one file",
            "trimmed": "whether it is published trimmed",
            "ready_to_run": "whether it is compiled ahead beside its intermediate code",
            "aot": "whether it is published with native AOT",
            "invariant_globalization": "whether it runs without ICU",
            "container_base_image": "the image that it names as its base",
            "container_family": "the family of base images that it asks for",
        },
    )
    unknown = {
        "what": "the expression, condition or import as written",
        "path": "the file",
        "line": "its line, from 1",
        "reason": "why it is unknown",
        "facts": "the facts that it leaves open",
    }
    brought = {
        "framework": "the shared framework",
        "path": "the projects and packages from the app to what states it",
        "source": "where that was read",
    }
    pin = {
        "path": "the file",
        "line": "where the version stands, from 1",
        "version": "the version, empty where any SDK will do",
        "roll_forward": "how far a newer SDK will do",
        "allow_prerelease": "whether a preview will do",
    }
    return fields(
        "the facts that were read; null is what is unknown",
        {
            **facts,
            "told_by": nullable(text("what was asked for the facts instead of reading them")),
            "brought": rows(
                "frameworks that come with what it refers to",
                made_of("a framework", Brought, brought),
            ),
            "unknown_packages": texts(
                "packages of which nothing tells whether they bring a framework", "its name"
            ),
            "where": table(
                "the line that states a fact, by the fact's name",
                made_of("a line", Location, {"path": "the file", "line": "from 1"}),
            ),
            "global_json": nullable(made_of("what global.json asks for", GlobalJson, pin)),
            "sdk_version": nullable(text("the SDK that publishes it")),
            "unknown": rows(
                "what could not be evaluated and leaves a fact open",
                made_of("one of them", Unknown, unknown),
            ),
        },
    )


def pick() -> Schema:
    """`dotimg pick`."""
    project = document(
        "with --project: the images that build and run a project",
        {
            "project": _facts(),
            **{purpose: nullable(_pick()) for purpose in get_args(Purpose)},
        },
    )
    return either("dotimg pick", _pick(), project, no())


def list_() -> Schema:
    """`dotimg list`."""
    tag = {
        "reference": text("the image by this tag"),
        "repository": text("its path in its registry"),
        "tag": text("the tag"),
        "channel": text("the channel of .NET"),
        "version": text("the version in it"),
        "os": system(),
        "variants": texts("chiseled, composite and the like", "one of them"),
        "architectures": texts("what it is for", "one of them"),
        "digest": nullable(text("what it points at, known while it is listed")),
        "published": flag("whether it was ever published, as far as is known"),
        "first_seen": nullable(day("the first day on which it was listed")),
        "last_seen": nullable(day("the last one, null while it is listed")),
        "retired": nullable(day("the day on which it was not listed any more")),
        "support": support(),
    }
    more = {
        "tags": texts("all tags of the image", "a tag"),
        "platforms": rows("what it is for", platform()),
    }
    live = {"live": maybe(_live())}
    return either(
        "dotimg list",
        document(
            "images",
            {
                **of_catalog(),
                "images": rows("one each", fields("an image", {**tag, **more, **live})),
            },
        ),
        document(
            "with --tags: tags",
            {**of_catalog(), "tags": rows("one each", fields("a tag", {**tag, **live}))},
        ),
        no(),
    )


def _explanation() -> Schema:
    patch = fields(
        "a patch",
        {
            "version": text("its version"),
            "day": day("its day"),
            "cves": nullable(texts("the CVEs that it fixed in this image", "its number")),
        },
    )
    had = fields(
        "a digest that it had",
        {
            "digest": text("the digest"),
            "version": nullable(text("the version in it")),
            "first_seen": day("since when"),
            "last_seen": nullable(day("until when, null while it has it")),
        },
    )
    host = made_of(
        "a release of Windows",
        Hosts,
        {
            "release": "its name",
            "build": "its build number",
            "process": "the hosts that run it as it is",
            "hyper_v": "the hosts that need Hyper-V isolation for it",
        },
    )
    status = word("its state", get_args(SupportStatus))
    return document(
        "what a reference is",
        {
            "input": text("what was asked for"),
            "known": flag("whether the tables hold it"),
            "repository": nullable(text("the repository, with its registry")),
            "tag": nullable(text("the tag")),
            "digest": nullable(text("the digest")),
            "kind": nullable(word("what it names an image by", _KINDS)),
            "era": nullable(text("the years' registry, as mcr-dotnet")),
            "product_version": nullable(text("the version; of an SDK image that of the SDK")),
            "first_seen": nullable(day("the first day on which it was listed")),
            "last_seen": nullable(day("the last one")),
            "retired": nullable(day("the day on which it was not listed any more")),
            "os": nullable(system()),
            "variants": texts("chiseled, composite and the like", "one of them"),
            "platforms": rows("what it is for", platform()),
            "tags": texts("all tags of the same digest", "a tag"),
            "support": support(),
            "cves_fixed_since": texts("CVEs that later patches fixed", "its number"),
            "replacement": nullable(text("what dotimg upgrade would write")),
            "notes": texts("what else to know", "a sentence"),
            "sentence": text("what it is, in one sentence"),
            "publisher": nullable(text("who publishes it, null for .NET's own images")),
            "channel": nullable(text("the channel of .NET")),
            "cves": rows("the same CVEs, with what is known of them", cve()),
            "cves_uncounted": nullable(text("why they cannot be counted, or which are not known")),
            "published": nullable(flag("whether it was ever published, as far as is known")),
            "architectures": texts("what it is for", "one of them"),
            "systems": texts("all operating-system releases", "its name"),
            "runtime_version": nullable(text("of an SDK image the runtime in it")),
            "retired_because": nullable(text("why it is not listed any more")),
            "step": nullable(text("the smallest move: within its channel while that lives")),
            "scanner": nullable(text("what to do about a scanner's report")),
            "contradiction": nullable(text("that tag and digest do not belong together")),
            "nearest": texts("of what was never published the nearest images", "its reference"),
            "nearest_status": rows("the support of each of them", status),
            "patches_since": rows("the patches after it", patch),
            "history": rows("the digests that it had, the newest first", had),
            "hosts": rows("of Windows the hosts that run it", host),
            **of_catalog(),
        },
    )


def _cve() -> Schema:
    fix = fields(
        "the release of a channel that fixed it",
        {
            "runtime": text("the version of the runtime"),
            "sdks": texts("where SDKs alone are affected, their versions", "a version"),
            "day": nullable(day("its day")),
        },
    )
    image = fields(
        "images that hold it",
        {
            "repository": text("the repository"),
            "channel": text("the channel"),
            "fixed_in": texts("the first versions without it", "a version"),
            "only": nullable(word("where it is one, null for everywhere", ["windows"])),
        },
    )
    return document(
        "what is known of a CVE",
        {
            "input": text("what was asked for"),
            "kind": {"const": "cve", "description": "that it is a CVE"},
            "known": flag("whether the tables hold it"),
            "id": nullable(text("its number")),
            "sentence": text("its title"),
            "type": nullable(text("what it lets happen, as denial-of-service")),
            "component": nullable(text("the first part of .NET that it is in")),
            "components": texts("all of them", "one of them"),
            "platforms": texts("the systems on which it is one, empty for all", "its name"),
            "fixed": table("by channel", fix),
            "images": rows("the images that hold it", image),
            "notes": texts("what else to know", "a sentence"),
            **of_catalog(),
        },
    )


def explain() -> Schema:
    """`dotimg explain`."""
    one = either("a reference or a CVE", _explanation(), _cve())
    return one_or_several("dotimg explain", one)


def changes() -> Schema:
    """`dotimg changes`."""
    image = fields(
        "one of the two images",
        {
            "input": text("what was asked for"),
            "reference": nullable(text("its reference")),
            "digest": nullable(text("its digest")),
            "version": nullable(text("the version in it")),
        },
    )
    fact = fields(
        "what is told of both, null where it is not known",
        {"old": nullable(text("of the old one")), "new": nullable(text("of the new one"))},
    )
    patch = fields("a release", {"version": text("its version"), "day": day("its day")})
    found = document(
        "what differs between two images",
        {
            "old": image,
            "new": image,
            "days": nullable(
                {"type": "integer", "description": "between the releases of both versions"}
            ),
            "patches": rows("the releases after the old up to the new", patch),
            "same_layers": nullable(
                {"type": "boolean", "description": "whether both have the same layers"}
            ),
            "cves_fixed": rows("CVEs whose fixes the new has and the old lacks", cve()),
            "cves_lost": rows("the other way round", cve()),
            "cves_uncounted": nullable(text("which cannot be told, and why")),
            "facts": table("by what they are", fact),
            **of_catalog(),
        },
    )
    return either("dotimg changes", found, no())


def support_() -> Schema:
    """`dotimg support`."""
    lifecycle = made_of(
        "a channel, or an operating-system release",
        Lifecycle,
        {
            "group": "the product, or the family of systems",
            "name": "as 10.0",
            "title": "as .NET 10.0",
            "kind": "lts, sts, linux, windows, or empty",
            "start": nullable(day("the first day of its support")),
            "end": nullable(day("the last one")),
            "status": "its state",
            "listed": "whether images of it are listed",
            "expected_drop": nullable(day("of a system about when the publisher drops it")),
        },
    )
    return document(
        "dotimg support",
        {
            "today": day("the day on which support is judged"),
            "lifecycles": rows("one each", lifecycle),
            **of_catalog(),
        },
    )


def tags() -> Schema:
    """`dotimg tags`."""
    tag = fields(
        "a tag",
        {
            "tag": text("its name"),
            "version": nullable(text("the version that it stands for, if the tables know it")),
            "support": nullable(support()),
        },
    )
    found = document(
        "every tag that a registry serves, newest version first",
        {
            "input": text("what was asked for"),
            "repository": text("the repository, with its registry"),
            "tags": rows("one each", tag),
            **of_catalog(),
        },
    )
    return either("dotimg tags", found, no())


def digest() -> Schema:
    """`dotimg digest`."""
    found = document(
        "the digest of an image",
        {
            "input": text("what was asked for"),
            "reference": text("where it was asked for"),
            "platform": nullable(text("the platform, null for the whole image")),
            "digest": nullable(text("the digest, null where there is an error")),
            "error": nullable(error()),
        },
    )
    return one_or_several("dotimg digest", found)


def inspect() -> Schema:
    """`dotimg inspect`."""
    base = fields(
        "the official image that its layers are built on",
        {"reference": text("its reference"), "digest": text("its digest")},
    )
    part = fields(
        "a platform",
        {
            "platform": text("its whole name, as linux/amd64"),
            "os": text("linux or windows"),
            "architecture": text("amd64, arm64, arm"),
            "variant": nullable(text("as v8")),
            "os_version": nullable(text("of Windows its build")),
            "digest": text("the digest of its manifest"),
            "size": nullable(number("compressed bytes")),
            "layers": nullable(number("how many")),
            "base": nullable(base),
        },
    )
    settings = fields(
        "what one platform of it is set up for",
        {
            "platform": text("the platform"),
            "created": nullable(text("when it was made")),
            "user": nullable(text("as whom it runs")),
            "ports": texts("the ports that it exposes", "a port"),
            "env": table("its environment", text("a value")),
            "labels": table("its labels", text("a value")),
        },
    )
    named = {"input": text("what was asked for"), "reference": text("where it was asked for")}
    troubles = {"errors": rows("what could not be asked", error())}
    found = document(
        "what a registry tells of an image",
        {
            **named,
            "digest": text("its digest"),
            "kind": word("what it is", ("index", "manifest")),
            "media_type": text("what the registry calls that"),
            "platforms": rows("what it is for", part),
            "settings": nullable(settings),
            "superseded": nullable(
                rows("the days on which the publisher replaced this digest", day("a day"))
            ),
            "support": nullable(support()),
            **troubles,
        },
    )
    none = document("an image that could not be inspected", {**named, **troubles})
    return one_or_several("dotimg inspect", either("an image", found, none))


def compare() -> Schema:
    """`dotimg compare`."""
    layer = fields("a layer", {"digest": text("its digest"), "size": number("compressed bytes")})
    content = fields(
        "an image on this platform",
        {
            "digest": text("the digest of its manifest"),
            "size": number("compressed bytes"),
            "layers": number("how many"),
        },
    )
    layers = fields(
        "some layers", {"size": number("compressed bytes"), "layers": rows("one each", layer)}
    )
    pair = fields(
        "a platform of both",
        {
            "platform": text("its whole name"),
            "first": content,
            "second": content,
            "shared": {**layers, "description": "the layers of the second that the first has too"},
            "new": {**layers, "description": "the layers that a host must still pull"},
            "together": number("the bytes of both, those that they share once"),
        },
    )
    found = document(
        "what a host with the first image must still pull for the second",
        {
            "first": text("the reference of the first"),
            "second": text("the reference of the second"),
            "platforms": rows("that both are for", pair),
            "only_first": texts("platforms of the first alone", "its whole name"),
            "only_second": texts("platforms of the second alone", "its whole name"),
        },
    )
    return either("dotimg compare", found, no())


def base() -> Schema:
    """`dotimg base`."""
    found = fields(
        "the official image",
        {
            "reference": nullable(text("its name; null where only the version is known")),
            "digest": nullable(text("its digest")),
            "repository": nullable(text("its repository, with its registry")),
            "tags": texts("its tags", "a tag"),
            "version": nullable(text("the version in it; of an SDK image that of the SDK")),
            "channel": nullable(text("the channel of .NET")),
            "os": nullable(system()),
            "variants": texts("chiseled, composite and the like", "one of them"),
            "built": nullable(day("the day on which it was made")),
            "age_days": nullable(number("the days since")),
            "support": support("the support of the tag that it came from"),
            "cves_fixed_since": texts("CVEs that later patches fixed", "its number"),
            "cves": rows("the same CVEs, with what is known of them", cve()),
            "cves_uncounted": nullable(text("why they cannot be counted, or which are not known")),
            "fix": fields(
                "what to do",
                {"kind": word("in a word", get_args(FixKind)), "text": text("in a sentence")},
            ),
        },
    )
    layers = fields(
        "its layers",
        {
            "total": number("how many there are"),
            "matched": number("how many of the lowest are the base's"),
            "digests": maybe(texts("with --explain-how all of them", "a digest")),
        },
    )
    part = fields(
        "a platform",
        {
            "platform": text("its whole name, as linux/amd64"),
            "digest": nullable(text("the digest of its manifest")),
            "created": nullable(text("when it was made")),
            "found_by": nullable(word("what tells of the base", filter(None, get_args(How)))),
            "layers": layers,
            "candidates": texts(
                "where several official images have the same layers all of them", "a reference"
            ),
            "base": nullable(found),
            "notes": texts("what else to know", "a sentence"),
        },
    )
    image = document(
        "the base of an image",
        {
            "input": text("what was asked for; of an archive its path and the image's name there"),
            "platforms": rows("what it is for", part),
            "errors": rows("what could not be read", error()),
            **of_catalog(),
        },
    )
    return either("dotimg base", image, rows("one for each", image), no())


DOCUMENTS = {
    "base": base, "changes": changes, "compare": compare, "digest": digest, "explain": explain,
    "inspect": inspect, "list": list_, "pick": pick, "support": support_, "tags": tags,
}  # fmt: skip
