"""What must always be true, broken by hand."""
