"""The target of moves in a team's settings."""

from dotimg.catalog.tables import Catalog
from dotimg.check.team_settings import TeamSettings
from dotimg.errors import SettingsError, UsageError
from dotimg.explain.policy import understood


def goal_of(catalog: Catalog, own: TeamSettings) -> str:
    """Where `upgrade` goes that is not told where to.

    Raises:
        SettingsError: The settings name no place to go.
    """
    try:
        return understood(catalog, own.to or "lts")
    except UsageError as error:
        raise SettingsError(f"{own.path}: to: {error}") from error
