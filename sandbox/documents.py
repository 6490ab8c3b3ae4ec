"""Where the sandbox keeps its state: JSON documents in one SQLite file, or in memory when there is no path."""

import json
import sqlite3
from pathlib import Path
from typing import Any


class Documents:
    """A small document store. Each write is committed at once, so that a killed sandbox comes back as it was."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS document"
            " (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id))"
        )

    def load(self, kind: str) -> dict[str, Any]:
        """Return every document of one kind by its id, in the order they were first saved."""
        rows = self._connection.execute(
            "SELECT id, body FROM document WHERE kind = ? ORDER BY rowid", (kind,)
        )
        return {str(key): json.loads(body) for key, body in rows}

    def save(self, kind: str, key: str | int, body: Any) -> None:
        """Write one document, replacing what stood there."""
        self._connection.execute(
            "INSERT INTO document (kind, id, body) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
            (kind, str(key), json.dumps(body, ensure_ascii=False)),
        )

    def delete(self, kind: str, key: str | int) -> None:
        """Remove one document; nothing happens when it is absent."""
        self._connection.execute("DELETE FROM document WHERE kind = ? AND id = ?", (kind, str(key)))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
