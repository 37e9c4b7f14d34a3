"""Images on unsupported or outdated bases as SARIF 2.1.0 (OASIS).

An image is located by its name, as scanners of images do: SARIF knows no other place.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from dotimg.base.model import Base, ImageBases
from dotimg.cli.render.findings.sarif import SCHEMA

_RULES = {
    "base-ended": ("error", "The base image gets no more updates.", "Move to another."),
    "base-outdated": ("warning", "A newer build of the base image is out.", "Build again."),
}


def document(images: Iterable[ImageBases], version: str) -> dict[str, object]:
    """One run of dotimg with a result for each platform of an image that is to be rebuilt."""
    found = list(images)
    numbers = {rule: number for number, rule in enumerate(_RULES)}
    rules = [
        {
            "id": name,
            "name": name,
            "shortDescription": {"text": text},
            "help": {"text": f"{text} {fix}"},
            "defaultConfiguration": {"level": level},
        }
        for name, (level, text, fix) in _RULES.items()
    ]
    failed = [
        {"level": "error", "message": {"text": str(error)}, "locations": [_place(image)]}
        for image in found
        for error in image.errors
    ]
    run = {
        "tool": {"driver": {"name": "dotimg", "version": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not failed, "toolExecutionNotifications": failed}],
        "results": [result for image in found for result in _results(image, numbers)],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(image: ImageBases, numbers: dict[str, int]) -> Iterator[dict[str, object]]:
    for one in image.platforms:
        rule = _rule(one.base) if one.base else ""
        if one.base and rule:
            name = one.base.reference or f".NET {one.base.version}"
            text = f"{one.image.platform}: built on {name}; {one.base.fix.text}"
            yield {
                "ruleId": rule,
                "ruleIndex": numbers[rule],
                "level": _RULES[rule][0],
                "message": {"text": text},
                "locations": [_place(image)],
                "partialFingerprints": {"baseOfImage/v1": f"{image.name} {one.image.platform}"},
            }


def _place(image: ImageBases) -> dict[str, object]:
    artifact = {"uri": quote(image.name, safe="/:@")}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": 1}}}


def _rule(base: Base) -> str:
    if base.support.over:
        return "base-ended"
    return "base-outdated" if base.outdated else ""
