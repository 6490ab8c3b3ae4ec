"""A payment gateway on this machine: EPay's V1 interface, and a cashier page on which to pay with one tap."""

from sandbox.gateway.gateway import Gateway
from sandbox.gateway.server import create_app

__all__ = ["Gateway", "create_app"]
