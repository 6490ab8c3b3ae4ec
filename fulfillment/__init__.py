"""What happens to an order. There is no chat in here."""
