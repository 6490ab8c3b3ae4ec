"""The words and the knowledge, in every language, and their loader."""
