"""From a reference that a person pasted to all that is known of it.

Pure, as the resolver is: no clock, no terminal, no network.
"""

from dotimg.explain.explainer import Explainer

__all__ = ["Explainer"]
