"""The real bot as a process that is killed again and again, while people buy."""
