"""From a file to the edit that an expert would make. Pure: no clock, no terminal, no disk."""

from dotimg.upgrader.decision import Ask
from dotimg.upgrader.policy import Policy, family, understood
from dotimg.upgrader.upgrader import Upgrader

__all__ = ["Ask", "Policy", "Upgrader", "family", "understood"]
