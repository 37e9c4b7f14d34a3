"""From what a user asks for to the one tag to use, or to why there is none.

Pure: no clock, no terminal, no network; what it reads, it reads through the catalog.
"""

from dotimg.resolver.pick import content, pick, refusal, sought, without_digest

__all__ = ["content", "pick", "refusal", "sought", "without_digest"]
