"""From a file to the edit that an expert would make. Pure: no clock, no terminal, no disk."""

from dotimg.explain.policy import Policy, family, understood
from dotimg.upgrade.decision import Ask
from dotimg.upgrade.upgrader import Upgrader

__all__ = ["Ask", "Policy", "Upgrader", "family", "understood"]
