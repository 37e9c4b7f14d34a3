"""The documents of the commands that look at files, and the settings of a team."""

from typing import get_args

from shapes import (
    Schema,
    day,
    document,
    either,
    fields,
    flag,
    made_of,
    maybe,
    no,
    nullable,
    number,
    of_catalog,
    place,
    rows,
    skipped,
    table,
    text,
    texts,
    word,
)

from dotimg.catalog.model import SupportStatus
from dotimg.catalog.tables import Catalog
from dotimg.check.model import SEVERITIES, Finding, Fingerprint, InventoryRow, RulePage
from dotimg.check.rules import RULES
from dotimg.check.threshold import WORDS

_EDITS = (
    *("image", "target-framework", "global-json", "framework-option", "port", "workflow"),
    "package",
)


def _counts() -> dict[str, Schema]:
    return {"files": number("how many were looked at"), "images": number("how many they name")}


def _row() -> Schema:
    return made_of(
        "a place where a file names an image",
        InventoryRow,
        {
            "path": "the file",
            "line": number("its line, from 1", 1),
            "stage": "the stage of a Dockerfile, empty elsewhere",
            "role": "what names it: from, copy, image and others",
            "ships": "whether what the file builds is built on it",
            "image": "the reference, its variables resolved",
            "publisher": "whose image it is",
            "repository": "the repository, with its registry",
            "tag": "its tag",
            "digest": "its digest",
            "channel": "the channel of .NET, empty where it is not known",
            "version": "the version in it, empty where it is not known",
            "system": "the operating-system release, empty where it is not known",
            "variants": "chiseled and the like, with blanks between them",
            "status": word("the state of its support", get_args(SupportStatus)),
            "ends": nullable(day("the day on which that ends")),
            "reason": "why, in words",
            "replacement": "what to use instead",
        },
    )


def check() -> Schema:
    """`dotimg check`."""
    told: dict[str, str | Schema] = {
        "path": "the file",
        "line": number("its line, from 1", 1),
        "column": number("where the image begins, in characters from 1", 1),
        "end_column": number("the column behind it", 1),
        "rule": word("the rule by number", [rule.text.id for rule in RULES]),
        "name": word("the same by name", [rule.text.name for rule in RULES]),
        "severity": word("how grave it is", SEVERITIES),
        "message": "what is wrong",
        "image": "the reference, its variables resolved",
        "stage": "the stage of a Dockerfile, null elsewhere",
        "replacement": "what to use instead",
        "excerpt": "",
    }
    finding = made_of("a fault of an image", Finding, told)
    for part in (finding["properties"], finding["required"]):
        part.pop("excerpt") if isinstance(part, dict) else part.remove("excerpt")
    entry = made_of(
        "an entry",
        Fingerprint,
        {
            "path": "the file, from the folder of the baseline",
            "rule": "the rule by number",
            "stage": "the stage, empty outside of stages",
            "repository": "the image without its version",
        },
    )
    entry["properties"]["count"] = number("how many findings are gone", 1)
    entry["required"].append("count")
    findings = document(
        "findings",
        {
            **_counts(),
            "findings": rows("what is wrong; beside a baseline what is new", finding),
            "skipped": skipped(),
            "baseline": maybe(
                fields(
                    "with --baseline: what it holds",
                    {
                        "held": number("how many findings"),
                        "gone": rows("entries that no longer occur", entry),
                    },
                )
            ),
            "projects": maybe(
                table("the projects that Dockerfiles build, by their paths", text("its path"))
            ),
        },
    )
    listed = {"images": rows("one each", _row()), "skipped": skipped(), **of_catalog()}
    files = {"files": _counts()["files"]}
    behind = document(
        "with --cve: images that lack its fix", {"cve": text("its number"), **files, **listed}
    )
    then = document("with --at: the digests of that day", {"at": day("the day"), **files, **listed})
    return either("dotimg check", findings, behind, then, no())


def inventory() -> Schema:
    """`dotimg inventory`."""
    return document(
        "dotimg inventory; a line of --format jsonl is one of its images",
        {
            "files": _counts()["files"],
            "images": rows("one each", _row()),
            "skipped": skipped(),
            **of_catalog(),
        },
    )


def upgrade() -> Schema:
    """`dotimg upgrade`."""
    image = text("its reference")
    column = number("where the value begins, in characters from 1", 1)
    span = {
        **rows("the first byte of the value, and the one behind it", number("a byte")),
        "minItems": 2,
        "maxItems": 2,
    }
    edit = place(
        column=column,
        span=span,
        old=text("the value that stands there"),
        new=text("what takes its place"),
        why=text("why, in words"),
        kind=word("what it is", _EDITS),
        advice=texts("what to look at in its file", "a sentence"),
    )
    move = place(
        old=text("the reference before"),
        new=text("the reference after"),
        why=text("why, in words"),
        notes=texts("what to mind", "a sentence"),
    )
    advice = place(
        message=text("what to look at"),
        name=text("its name, or the number of a rule"),
        page=text("the command that tells more"),
    )
    found = document(
        "what changes",
        {
            **_counts(),
            "edits": rows("each value that changes", edit),
            "moves": rows("each image that moves", move),
            "left": rows("what stays and should not", place(image=image, reason=text("why"))),
            "ended": rows(
                "images that are unsupported also after the move",
                place(image=image, reason=text("why")),
            ),
            "advice": rows("what to look at beside the edits", advice),
            "skipped": skipped(),
            **of_catalog(),
        },
    )
    return either("dotimg upgrade", found, no())


def rule() -> Schema:
    """`dotimg rule`."""
    page = made_of(
        "the page of a rule, or of advice",
        RulePage,
        {
            "id": "the number of a rule, the name of advice",
            "name": "its name",
            "severity": word("how grave it is", (*SEVERITIES, "advice")),
            "what": "what is wrong",
            "text": "the page, as Markdown",
        },
    )
    one = document(page["description"], page["properties"])
    return either("dotimg rule", one, document("all pages", {"rules": rows("one each", page)}))


def settings() -> Schema:
    """`dotimg.toml`, and `[tool.dotimg]` of `pyproject.toml`."""
    rules = [word for one in RULES for word in (one.text.id, one.text.name)]
    ignored = rows("rules by number or name", word("a rule", rules))
    own = {
        "registry": text("the prefix of a mirror, which takes the place of mcr.microsoft.com"),
        "ignore": {**ignored, "description": "rules of check that are left out"},
        "fail-on": {
            "description": "the least severity that fails, and skipped where that fails too",
            "anyOf": [
                text("words with commas between them"),
                rows("the words", word("one", WORDS)),
            ],
        },
        "require-digest": {
            **flag("whether every reference needs a digest"),
            "default": False,
        },
        "families": rows(
            "the operating-system families that are allowed; none are all",
            word("a family", Catalog().traits["families"]),
        ),
        "to": {**text("where upgrade goes: lts, latest, patch, or a channel"), "default": "lts"},
        "exclude": texts("files and folders to leave out", "a glob, as .gitignore has them"),
        "per-file-ignores": table("rules that are left out in some files, by their globs", ignored),
    }
    return {
        "title": "dotimg.toml",
        "type": "object",
        "description": "Settings of a team for dotimg, in dotimg.toml at the root of a tree, or in "
        "[tool.dotimg] of pyproject.toml",
        "additionalProperties": False,
        "properties": own,
    }


DOCUMENTS = {"check": check, "inventory": inventory, "rule": rule, "upgrade": upgrade}
