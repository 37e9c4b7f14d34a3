"""The findings of `check`, one file a format."""
