"""What was found in a catalog once, and is asked for again and again."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_MISSING = object()


def remembered(
    function: Callable[Concatenate["Catalog", Parameters], Result],
) -> Callable[Concatenate["Catalog", Parameters], Result]:
    """The same function, which works each answer out once for as long as its catalog lives."""

    @wraps(function)
    def wrapped(
        catalog: "Catalog", /, *arguments: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        key = (arguments, *sorted(named.items())) if named else arguments
        answers = catalog.memory.setdefault(function, {})
        answer = answers.get(key, _MISSING)  # one look at a key, which may be a whole request
        if answer is _MISSING:
            answer = answers[key] = function(catalog, *arguments, **named)
        return cast("Result", answer)

    return wrapped
