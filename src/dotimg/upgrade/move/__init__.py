"""What moves with an image beside its name, and which images must not move."""
