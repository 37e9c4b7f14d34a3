"""Explains a reference: everything that is known about it.

Pure, like the resolver: no clock, no terminal, no network.
"""

from dotimg.explain.explainer import Explainer

__all__ = ["Explainer"]
