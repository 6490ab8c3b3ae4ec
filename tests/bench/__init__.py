"""How fast the shop is, beside a bot that does nothing but echo: `make bench`."""
