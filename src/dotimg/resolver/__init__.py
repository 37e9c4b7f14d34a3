"""From what a user asks for to the one tag to use, or to why there is none. Pure: no clock, no I/O
but the catalog's.
"""

from dotimg.resolver.pick import pick

__all__ = ["pick"]
