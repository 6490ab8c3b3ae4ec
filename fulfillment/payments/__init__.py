"""Payment rails: one file each, one protocol (`rail.py`), and the registry that builds those switched on."""
