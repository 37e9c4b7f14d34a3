"""The findings of `check`, one file per format."""
