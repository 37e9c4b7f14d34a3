"""What else moves with an image, and which images must not move."""
