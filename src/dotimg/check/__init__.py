"""From files to what is wrong with the images they name."""
