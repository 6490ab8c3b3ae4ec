"""Everything the shop promises, checked."""
