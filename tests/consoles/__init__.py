"""Consoles: keys, redemption codes, and telling the flavours apart."""
