"""Asks whether holes are known in what uv.lock pins; `make check` runs it.

A finding fails. A vulnerability service that cannot be reached is said plainly, and passed.
"""

import json
import re
import subprocess  # only our own tools, with arguments of our own
import sys
import tempfile
from pathlib import Path

UNREACHABLE = re.compile(
    r"connect|timed out|time-?out|resolution|max retries|SSL|proxy|HTTPError", re.IGNORECASE
)


def main() -> int:
    """Run pip-audit over the locked requirements and return the exit status."""
    export = [sys.executable, "-m", "uv", "export", "--quiet", "--frozen", "--no-emit-project"]
    locked = subprocess.run(  # noqa: S603
        [*export, "--format", "requirements-txt"], capture_output=True, text=True, check=True
    )
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        requirements.write_text(locked.stdout, encoding="utf-8")
        audit = [
            sys.executable,
            "-m",
            "pip_audit",
            "--progress-spinner",
            "off",
            "--timeout",
            "15",
            "--format",
            "json",
        ]
        audit += ["--disable-pip", "--require-hashes", "--requirement", str(requirements)]
        result = subprocess.run(audit, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        dependencies = json.loads(result.stdout)["dependencies"]
    except ValueError:
        if UNREACHABLE.search(result.stderr):
            say("audit NOT DONE: the vulnerability service cannot be reached from here")
            return 0
        say(result.stderr)
        return 1
    return report(dependencies)


def report(dependencies: list[dict[str, object]]) -> int:
    """Say what was found, and what could not be looked at; return 1 when there is a finding."""
    unknown = [str(dependency["name"]) for dependency in dependencies if "skip_reason" in dependency]
    vulnerable = [dependency for dependency in dependencies if dependency.get("vulns")]
    for dependency in vulnerable:
        for hole in dependency["vulns"]:  # type: ignore[attr-defined]
            fixed = ", ".join(hole["fix_versions"]) or "no version yet"
            say(f"{dependency['name']} {dependency['version']}: {hole['id']} (fixed in {fixed})")
    if dependencies and len(unknown) == len(dependencies):
        say(
            f"audit NOT DONE: the vulnerability service knows none of the {len(unknown)} dependencies from here"
        )
    else:
        say(
            f"audit: {len(dependencies) - len(unknown)} dependencies looked up, {len(vulnerable)} with known holes"
        )
        if unknown:
            say(f"not looked up: {', '.join(unknown)}")
    return 1 if vulnerable else 0


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
