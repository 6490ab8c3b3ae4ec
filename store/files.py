"""Files and folders that only their owner may open."""

import os
from pathlib import Path


def make_private_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, with mode 700; what exists stays as it is."""
    for folder in reversed([folder for folder in (path, *path.parents) if not folder.exists()]):
        folder.mkdir(mode=0o700, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty file with mode 600; one that exists stays as it is."""
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
