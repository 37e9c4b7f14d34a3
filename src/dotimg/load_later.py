"""Modules that are loaded when they are first asked for something, not where they are imported."""

import importlib
import sys
from threading import RLock
from types import ModuleType

_lock = RLock()  # of a module that is asked while it loads, by what it imports itself


class _Later(ModuleType):
    """A module that is empty as yet; one of `importlib.util.LazyLoader` is loaded by an import."""

    def __getattr__(self, name: str) -> object:
        with _lock:
            if type(self) is _Later:  # and not loaded meanwhile by another thread
                importlib.reload(self)
                self.__class__ = ModuleType  # type: ignore[assignment]  # a plain one from here on
        return getattr(self, name)


def load_later(name: str) -> None:
    """Let `import` of this module cost nothing until an attribute of it is used."""
    sys.modules.setdefault(name, _Later(name))
