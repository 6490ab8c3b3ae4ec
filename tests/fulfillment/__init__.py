"""What happens to an order, and what the owners are told of it."""
