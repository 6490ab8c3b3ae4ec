"""What every test lives by."""

import shutil

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless it was asked for; skip what needs a browser where there is none."""
    if "torture" not in config.option.markexpr:
        long = [item for item in items if item.get_closest_marker("torture")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    if missing:
        reason = f"no {' and no '.join(missing)} here (Debian: apt-get install chromium chromium-driver)"
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=reason))
