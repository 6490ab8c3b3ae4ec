"""Every screen, in every language."""
