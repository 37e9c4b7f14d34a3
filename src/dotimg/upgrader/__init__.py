"""From a file to the edit that an expert would make. Pure: no clock, no terminal, no disk."""

from dotimg.upgrader.policy import WORDS, Policy, understood
from dotimg.upgrader.upgrader import Upgrader

__all__ = ["WORDS", "Policy", "Upgrader", "understood"]
