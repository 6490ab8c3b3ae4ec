"""The words, the samples and their loader."""
