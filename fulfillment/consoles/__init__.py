"""Consoles that fulfil: One API, New API, and the stock of codes; one protocol (`issuer.py`)."""
