"""Modules that are loaded when they are first asked for something, not where they are imported."""

import importlib
import sys
from threading import Lock
from types import ModuleType

_lock = Lock()


class _Later(ModuleType):
    """Stands in `sys.modules` until it is asked; `importlib.util.LazyLoader` loads at `import`."""

    def __getattr__(self, name: str) -> object:
        with _lock:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def load_later(name: str) -> None:
    """Let `import` of this module cost nothing until an attribute of it is used."""
    sys.modules.setdefault(name, _Later(name))
