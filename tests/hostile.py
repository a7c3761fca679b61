"""The small site with an attack behind every text that a reader sees."""

from __future__ import annotations

from pathlib import Path

import yaml

from guide.source import parse

ATTACK = (
    """</title></script><script>alert('run')</script><img src=x onerror=alert(1)>"' {{ 7*7 }} *a* _b_ `c` [d](e) """
    """]]> &amp; & # | \\ 👩‍💻 𝔘 ñ"""
)
SKIPPED = {"id", "added", "date", "kind", "scope", "value", "source", "places", "except", "url", "website", "careers",
           "currency", "period", "payer", "zone", "language", "level", "lang", "match", "uri", "code", "roles", "slug",
           "board", "via", "basis", "as_of", "excepted"}  # fmt: skip


def hostile(value: object, key: str = "") -> object:
    """The same data with the attack behind every text that a reader sees."""
    if isinstance(value, dict):
        return {k: v if k in SKIPPED else hostile(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [hostile(item, key) for item in value]
    return f"{value} {ATTACK}" if isinstance(value, str) else value


def hostile_root(root: Path) -> Path:
    """Put the attack into every data file of a project folder."""
    for path in sorted((root / "data").rglob("*.yaml")):
        if path.name in ("places.yaml", "site.yaml"):
            continue
        document, _ = parse(path.name, path.read_text("utf-8"))
        assert document is not None
        path.write_text(yaml.safe_dump(hostile(document.value), allow_unicode=True, width=4096), "utf-8")
    return root
