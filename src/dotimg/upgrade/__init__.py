"""Computes the edits that move the images in a file. Pure: no clock, no terminal, no disk."""

from dotimg.explain.policy import Policy, family, understood
from dotimg.upgrade.decision import Ask
from dotimg.upgrade.upgrader import Upgrader

__all__ = ["Ask", "Policy", "Upgrader", "family", "understood"]
