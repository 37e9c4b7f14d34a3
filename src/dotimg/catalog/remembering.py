"""What was found in a catalog once, and is asked for again and again."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from dotimg.catalog.tables import Catalog

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def remembered(
    function: Callable[Concatenate["Catalog", Parameters], Result],
) -> Callable[Concatenate["Catalog", Parameters], Result]:
    """The same function, which works each answer out once for as long as its catalog lives."""

    @wraps(function)
    def wrapped(
        catalog: "Catalog", /, *arguments: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        answers = cast("dict[object, Result]", catalog.memory.setdefault(function, {}))
        key = (arguments, *sorted(named.items())) if named else arguments
        if key not in answers:
            answers[key] = function(catalog, *arguments, **named)
        return answers[key]

    return wrapped
