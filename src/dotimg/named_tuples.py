"""`NamedTuple` of `typing`, declared in a tenth of the time.

A command declares up to 160 kinds of values and makes values of half of them. `typing` compiles
code for each that is declared, this module for each that is used (docs/adr/0003-start-up.md).
"""

import sys
from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

# Python 3.14 keeps the annotations of a class elsewhere.
_KNOWN = sys.implementation.name == "cpython" and sys.version_info < (3, 14)

if TYPE_CHECKING or not _KNOWN:
    from typing import NamedTuple  # noqa: TID251  as type checkers know it
else:
    from _collections import _tuplegetter

    _made = tuple.__new__

    class _Declaration(type):
        """Makes of each class that is declared as a NamedTuple one that is a plain tuple's."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            getters = {field: _tuplegetter(at, "") for at, field in enumerate(fields)}
            own = {"__match_args__": fields, "_fields": fields, "_field_defaults": defaults}
            return type(name, (tuple,), {**_METHODS, **body, **getters, **own})

    class NamedTuple(metaclass=_Declaration):
        """The base of values that are tuples with names; other bases are for types alone."""

    def _new(cls: type, /, *values: object, **named: object) -> object:
        """The first value of a class, after a look at how its values are made."""
        names = ", ".join(cls._fields)
        # Compiled first: of Ctrl-C in the eval of a text Python ends itself, whoever handles it.
        code = compile(f"lambda _cls, {names}: _made(_cls, ({names},))", __name__, "eval")
        new = eval(code, {"_made": _made})  # noqa: S307  of nothing but names in our source
        new.__defaults__ = tuple(cls._field_defaults.values())
        new.__name__, new.__qualname__ = "__new__", f"{cls.__name__}.__new__"
        cls.__new__ = staticmethod(new)
        return new(cls, *values, **named)

    @classmethod
    def _make(cls: type, values: object) -> object:
        found = _made(cls, values)
        if len(found) != len(cls._fields):
            raise TypeError(f"expected {len(cls._fields)} values, got {len(found)}")
        return found

    def _replace(self: tuple, /, **changes: object) -> tuple:
        fields, values = self._fields, list(self)
        try:
            for name, value in changes.items():
                values[fields.index(name)] = value
        except ValueError:
            raise ValueError(f"no field is called {name}") from None
        return _made(type(self), values)

    def _asdict(self: tuple) -> dict[str, object]:
        return dict(zip(self._fields, self, strict=True))

    def _getnewargs(self: tuple) -> tuple:  # for pickle
        return tuple(self)

    def _repr(self: tuple) -> str:
        shown = (f"{name}={value!r}" for name, value in self._asdict().items())
        return f"{type(self).__name__}({', '.join(shown)})"

    _METHODS = {
        "__slots__": (),
        "__new__": _new,
        "__repr__": _repr,
        "__getnewargs__": _getnewargs,
        "_make": _make,
        "_replace": _replace,
        "_asdict": _asdict,
    }
