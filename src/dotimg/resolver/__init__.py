"""Finds the tag for a request, or the reason why there is none.

Pure: no clock, no terminal, no network; what it reads, it reads through the catalog.
"""

from dotimg.resolver.pick import content, pick, refusal, sought, without_digest

__all__ = ["content", "pick", "refusal", "sought", "without_digest"]
