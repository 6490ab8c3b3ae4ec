"""The running program: command line, settings, wiring, clock, messenger, health."""
