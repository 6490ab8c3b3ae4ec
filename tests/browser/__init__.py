"""Buying by clicking, in a real Chromium."""
