"""What the shop sells, as its file says."""
