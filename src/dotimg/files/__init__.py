"""What files say of images, and writing files."""
