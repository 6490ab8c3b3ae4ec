"""The shop in a world of virtual time, all in memory, that can be broken and rebuilt at every point."""
