"""Images related to the one that is checked: of another repository, or with ICU or native tools."""

from dotimg.check.rules.rule import Case
from dotimg.explain.policy import Policy
from dotimg.explain.records import Records
from dotimg.explain.replacement import Replacements
from dotimg.names import reference, tags


def sibling(case: Case, kind: str = "", variant: str = "") -> str | None:
    """What to use instead of an image that is the wrong one; None where there is no such image.

    It is of the channel, system and precision of the image's replacement, where it has one.

    Args:
        case: The image.
        kind: Another repository, as `aspnet`; empty for the same.
        variant: What it is to have besides: `extra` for ICU, `aot` for the tools of native AOT.
    """
    base = reference.parse(case.found.remedy.replacement or str(case.reference))
    path, name = case.found.name.moved_to or case.found.name.repository or "", base.name
    if not base.tag or not case.catalog or not path:
        return None
    tag = tags.parse(base.tag)
    if variant and variant not in tag.variants:
        tag = tag._replace(variants=(*tag.variants, variant), order=())
    if kind:
        path, name = (f"{one.rpartition('/')[0]}/{kind}" for one in (path, name))
    records = Records(case.catalog, case.today)
    found = records.find(path, str(tag))
    if not found or not found.tag.published or found.tag.is_retired(case.today):
        return None
    if not base.digest:
        return f"{name}:{tag}"
    digest = Replacements(records, Policy()).digest(found, None)
    return f"{name}:{tag}@{digest}" if digest else None
