"""Local gateways of the other payment rails: each speaks its own protocol, over one till."""
