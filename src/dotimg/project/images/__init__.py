"""From a project to the images that it is built on and run on."""
