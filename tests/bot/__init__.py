"""The running program: settings, logs, health, doctor, command line."""
