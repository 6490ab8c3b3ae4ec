"""Who may see and do what, and where secrets must never be found."""
