"""Where things are: the source tree, the cache, and the files of the recipe."""

import hashlib
from pathlib import Path

TOP = Path(__file__).resolve().parents[3]
RECIPE = TOP / "tests" / "lab"
CACHE = TOP / ".lab"
LOGS = CACHE / "logs"


def make_cache():
    CACHE.mkdir(exist_ok=True)
    (CACHE / ".gitignore").write_text("*\n")


def key_of(*pieces):
    """A short name for everything that PIECES say: paths count by content, the rest as text."""
    digest = hashlib.sha256()
    for piece in pieces:
        data = piece.read_bytes() if isinstance(piece, Path) else str(piece).encode()
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:12]


def recipe_files(*names):
    """The recipe's files below NAMES (files or folders, relative to tests/lab), sorted."""
    found = []
    for name in names:
        path = RECIPE / name
        found += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    return found
