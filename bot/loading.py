"""Loading modules without looking for garbage: none is made, and what is loaded stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Let the collector rest while modules are loaded, and leave them out of what it looks at from then on."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
