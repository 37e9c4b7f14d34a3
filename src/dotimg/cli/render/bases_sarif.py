"""Images on bases that are over or outdated as SARIF 2.1.0 (OASIS).

An image is located by its name, as scanners of images do: SARIF knows no other place.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from dotimg.base.model import Base, ImageBases
from dotimg.cli.render.findings.sarif import SCHEMA

_RULES = {
    "base-ended": ("error", "The base image gets no updates any more."),
    "base-outdated": ("warning", "A newer build of the base image is out."),
}


def document(images: Iterable[ImageBases], version: str) -> dict[str, object]:
    """One run of dotimg with a result for each platform of an image that is to be rebuilt."""
    found = list(images)
    numbers = {rule: number for number, rule in enumerate(_RULES)}
    rules = [
        {"id": name, "shortDescription": {"text": text}, "defaultConfiguration": {"level": level}}
        for name, (level, text) in _RULES.items()
    ]
    failed = [str(error) for image in found for error in image.errors]
    run = {
        "tool": {"driver": {"name": "dotimg", "version": version, "rules": rules}},
        "invocations": [
            {
                "executionSuccessful": not failed,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": text}} for text in failed
                ],
            }
        ],
        "results": [result for image in found for result in _results(image, numbers)],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(image: ImageBases, numbers: dict[str, int]) -> Iterator[dict[str, object]]:
    for one in image.platforms:
        rule = _rule(one.base) if one.base else ""
        if one.base and rule:
            name = one.base.reference or f".NET {one.base.version}"
            text = f"{one.image.platform}: built on {name}; {one.base.fix.text}"
            place = {"artifactLocation": {"uri": quote(image.name, safe="/:@")}}
            yield {
                "ruleId": rule,
                "ruleIndex": numbers[rule],
                "level": _RULES[rule][0],
                "message": {"text": text},
                "locations": [{"physicalLocation": {**place, "region": {"startLine": 1}}}],
            }


def _rule(base: Base) -> str:
    if base.support.over:
        return "base-ended"
    return "base-outdated" if base.outdated else ""
