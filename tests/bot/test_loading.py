"""How much of the program a command loads."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WHOLE_SHOP = {"telegram", "sqlalchemy", "alembic", "bot.app"}


def test_the_sandbox_opens_its_page_without_loading_a_whole_shop() -> None:
    program = "import sys, bot.commands; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert WHOLE_SHOP & set(said.stdout.split()) == set()
