"""The list of 1,000 employers in a real browser: how soon a key shows its result, and how heavy the page is."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import random
import re
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from guide import load

KEYS, WEIGHT = 100, 300  # ms from a key to its result; KB of the page, compressed
TYPED = "modelos de datos"

# From the key until the frame that shows its result has been handed to the screen.
WATCH = """() => {
    window.took = [];
    addEventListener("keydown", (event) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.took.push(performance.now() - event.timeStamp);
        port2.postMessage(null);
    }), { capture: true });
}"""


def vary(root: Path, prose: Path, count: int) -> None:
    """Employers in place of those of the project, as unlike each other as real ones, so that nothing compresses or
    answers too easily."""
    for path in (root / "data" / "employers").iterdir():
        path.unlink()
    dice = random.Random(7)
    words = {lang: " ".join(_texts(prose / lang)).split() for lang in ("es", "en")}
    shutil.copy(prose.parent / "data" / "places.yaml", root / "data" / "places.yaml")
    codes = dice.sample(_countries(prose.parent), 120)

    def some(lang: str, length: int) -> str:
        at = dice.randrange(len(words[lang]) - length)
        return json.dumps(" ".join(words[lang][at : at + length]).capitalize(), ensure_ascii=False)

    for n in range(count):
        overlap = f"{{value: overlap, hours: {dice.randint(2, 6)}, zone: {dice.choice(ZONES)}, source: own}}"
        values = {
            "name": some("en", 2), "es": some("es", 14), "en": some("en", 14),
            "note_es": some("es", 12), "note_en": some("en", 12),
            "kind": dice.choice(["company", "open-source", "nonprofit", "services", "education"]),
            "month": dice.randint(1, 10), "year": dice.choice([2024, 2025, 2026]),
            "remote": dice.choice(["remote-only", "remote-first", "hybrid", "office"]),
            "hires": _hires(dice, codes),
            "contract": dice.choice(["employee", "eor", "contractor"]), "where": _listed(dice.sample(codes, 4)),
            "hours": dice.choice(["{value: async, source: own}", "{value: flexible, source: own}", overlap]),
            "lang": dice.choice(["en", "es", "pt", "de", "fr"]),
        }  # fmt: skip
        text = EMPLOYER.format(n=n, **values)
        (root / "data" / "employers" / f"employer-{n}.yaml").write_text(text, "utf-8")


ZONES = ["America/New_York", "America/Los_Angeles", "Europe/London", "Europe/Berlin", "America/Sao_Paulo"]
EMPLOYER = """\
id: employer-{n}
name: {name}
kind: {kind}
website: https://employer-{n}.example/
summary: {{es: {es}, en: {en}}}
added: 2026-11-01
sources:
  own: {{title: Handbook, url: "https://employer-{n}.example/handbook", kind: own, date: {year}-{month:02}}}
roles: [data-science]
ai_work: [{{text: {{es: {note_es}, en: {note_en}}}, source: own}}]
remote: {{value: {remote}, source: own}}
hires_from: {hires}
contract: [{{value: {contract}, places: {where}, source: own}}]
hours: [{hours}]
language: [{{language: {lang}, source: own}}]
"""


def _countries(project: Path) -> list[str]:
    site = load.load(load.read(project)).site
    assert site is not None
    return sorted(site.places.countries)


def _hires(dice: random.Random, codes: list[str]) -> str:
    kind = dice.random()
    if kind < 0.3:
        return "{scope: unpublished}"
    if kind < 0.5:
        return f"{{scope: worldwide, except: {_listed(dice.sample(codes, dice.randint(1, 8)))}, source: own}}"
    exhaustive = "true" if kind < 0.75 else "false"
    places = _listed(dice.sample(codes, dice.randint(1, 30)))
    return f"{{scope: places, places: {places}, exhaustive: {exhaustive}, source: own}}"


def _listed(codes: list[str]) -> str:
    return json.dumps(codes)


def _texts(folder: Path) -> Iterator[str]:
    """The plain words of the project's own chapters."""
    for path in sorted(folder.rglob("*.md")):
        yield " ".join(re.findall(r"[^\W\d_]+", path.read_text("utf-8").rpartition("\n---\n")[2]))


@contextmanager
def served(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def measure(site: Path) -> bool:
    """Type, choose and sort on a phone's screen; weigh the page and all that comes with it."""
    page_weight = len(gzip.compress((site / "empleadores" / "index.html").read_bytes(), 6)) / 1000
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROME_PATH") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 360, "height": 740})
        loaded: list[str] = []
        page.on("response", lambda answer: loaded.append(answer.url))
        page.goto(f"{address}empleadores/", wait_until="networkidle")
        whole = sum(_compressed(site, url.removeprefix(address)) for url in set(loaded)) / 1000
        took = _typed(page)
        others = {name: _timed(page, script) for name, script in CHANGES.items()}
        browser.close()
    worst, median = max(took), statistics.median(took)
    for name, each in others.items():
        print(f"    {name}: {each:.0f} ms")
    print(f"    with everything that it loads, compressed: {whole:.0f} KB")
    return all([
        _verdict("a key to its result, worst of all keys", worst, KEYS, f"ms (median {median:.0f})"),
        _verdict("the page compressed", page_weight, WEIGHT, "KB"),
    ])  # fmt: skip


CHANGES = {
    "choosing a country": "document.forms[0].from.value = 'co'",
    "choosing a contract": "document.forms[0].contract.value = 'eor'",
    "clearing both": "document.forms[0].from.value = document.forms[0].contract.value = ''",
}


def _typed(page: Page) -> list[float]:
    """What each key took: typing a few words, then taking them back."""
    page.locator("input[name=text]").focus()
    page.evaluate(WATCH)
    for key in [*TYPED, *["Backspace"] * len(TYPED)]:
        before = page.evaluate("window.took.length")
        page.keyboard.press("Space" if key == " " else key)
        page.wait_for_function("(before) => window.took.length > before", arg=before)
    return list(page.evaluate("window.took"))


def _timed(page: Page, script: str) -> float:
    """The time from a choice to the frame that shows its result."""
    return float(
        page.evaluate(f"""() => new Promise((done) => {{
        const form = [...document.forms].find((each) => each.matches(".filter"));
        const start = performance.now();
        {script.replace("document.forms[0]", "form.elements")};
        form.elements.from.dispatchEvent(new Event("change", {{ bubbles: true }}));
        requestAnimationFrame(() => {{
            const {{ port1, port2 }} = new MessageChannel();
            port1.onmessage = () => done(performance.now() - start);
            port2.postMessage(null);
        }});
    }})""")
    )


def _compressed(site: Path, path: str) -> int:
    file = site / path / "index.html" if path.endswith("/") else site / path
    return len(gzip.compress(file.read_bytes(), 6)) if file.is_file() else 0


def _verdict(what: str, found: float, limit: float, unit: str) -> bool:
    print(f"{'ok ' if found <= limit else 'NO '} {what}: {found:.0f} {unit} (limit {limit:.0f})")
    return found <= limit
