"""What people see: text, picture, buttons. Knows nothing of any messenger."""
