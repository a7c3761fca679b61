"""A client of yaml-language-server over its standard streams, as an editor is one."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from projects import ROOT

SETTINGS: dict[str, Any] = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))


def program() -> Path | None:
    """The server's script, where NODE_PATH has it."""
    folders = filter(None, os.environ.get("NODE_PATH", "").split(os.pathsep))
    paths = (Path(folder) / "yaml-language-server/bin/yaml-language-server" for folder in folders)
    return next((path for path in paths if path.exists()), None)


class Server:
    """One running server. What it says of a file comes without being asked for, as with every editor."""

    def __init__(self, script: Path) -> None:
        self.process = subprocess.Popen(
            ["node", str(script), "--stdio"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def __enter__(self) -> Server:
        folder = {"uri": ROOT.as_uri(), "name": "guide"}
        capabilities = {"workspace": {"configuration": True, "workspaceFolders": True}}
        self._send("initialize", {
            "processId": None, "rootUri": ROOT.as_uri(), "capabilities": capabilities, "workspaceFolders": [folder],
        }, id=1)  # fmt: skip
        self._until(lambda message: message.get("id") == 1 and "result" in message)
        self._send("initialized", {})
        self._send("workspace/didChangeConfiguration", {"settings": {}})
        return self

    def __exit__(self, *problem: object) -> None:
        self.process.kill()
        self.process.communicate()

    def check(self, texts: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
        """What the server shows in each file, by path; the files need not be on disk."""
        uris = {(ROOT / path).as_uri(): path for path in texts}
        for uri, path in uris.items():
            document = {"uri": uri, "languageId": "yaml", "version": 1, "text": texts[path]}
            self._send("textDocument/didOpen", {"textDocument": document})
        found: dict[str, list[dict[str, Any]]] = {}

        def all_said(message: dict[str, Any]) -> bool:
            if message.get("method") == "textDocument/publishDiagnostics":
                found[uris[message["params"]["uri"]]] = message["params"]["diagnostics"]
            return len(found) == len(uris)

        self._until(all_said)
        return found

    def _send(self, method: str, params: Any, **more: Any) -> None:
        self._write({"jsonrpc": "2.0", "method": method, "params": params, **more})

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _until(self, done: Any) -> None:
        """Read messages, and answer the server's questions, until one is what was waited for."""
        while not done(message := self._read()):
            if "id" in message and "method" in message:
                self._write({"jsonrpc": "2.0", "id": message["id"], "result": _answer(message)})

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return message


def _answer(question: dict[str, Any]) -> Any:
    if question["method"] != "workspace/configuration":
        return None
    return [_settings(item["section"]) for item in question["params"]["items"]]


def _settings(section: str) -> dict[str, Any]:
    """The settings below a section, as a tree, the way an editor gives them."""
    tree: dict[str, Any] = {}
    for name, value in SETTINGS.items():
        if name.startswith(f"{section}."):
            *above, last = name.removeprefix(f"{section}.").split(".")
            inside = tree
            for step in above:
                inside = inside.setdefault(step, {})
            inside[last] = value
    return tree
