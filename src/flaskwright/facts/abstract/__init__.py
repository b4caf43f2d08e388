"""Following a program without running it: what its names are worth, and which calls it makes."""
