"""Take the README's pictures from the last run of the browser tests: `python -m tests.browser.pictures`."""

import sys
from pathlib import Path

from PIL import Image

from tests.browser.running import ROOT
from tests.browser.window import PICTURES

IMAGES = ROOT / "docs" / "images"
LARGEST = 200_000
CHOSEN = {
    "side-by-side": "side-by-side",
    "phone-dark-3-delivery": "phone-dark",
    "path-b-4-code": "redemption-code",
    "help-desk": "help-desk",
}


def shrink(source: Path, target: Path) -> None:
    """Write a picture with 256 colours, as large as fits into 200 KB."""
    with Image.open(source) as shot:
        whole = shot.convert("RGB")
    for scale in (1.0, 0.9, 0.8, 0.7):
        size = (round(whole.width * scale), round(whole.height * scale))
        picture = whole.resize(size, Image.Resampling.LANCZOS)
        palette = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE)
        few = picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
        few.save(target, optimize=True)
        if target.stat().st_size < LARGEST:
            return
    raise ValueError(f"{source.name} does not fit into {LARGEST} bytes")


def main() -> int:
    """Copy the chosen pictures; return the exit status."""
    missing = [name for name in CHOSEN if not (PICTURES / f"{name}.png").is_file()]
    if missing:
        sys.stderr.write(f"No {', '.join(missing)} yet: run `make test ARGS='-m browser'` first.\n")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    for source, target in CHOSEN.items():
        shrink(PICTURES / f"{source}.png", IMAGES / f"{target}.png")
        sys.stdout.write(f"docs/images/{target}.png\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
