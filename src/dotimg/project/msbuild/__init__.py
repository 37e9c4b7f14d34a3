"""MSBuild's evaluation of properties, conditions, items and imports."""
