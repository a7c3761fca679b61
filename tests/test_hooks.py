"""Before a commit: the real pre-commit, in a repository of its own, with the hooks that this project has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click import Context
from projects import ROOT

from build import main
from tools.bootstrap import COMMANDS, fingerprint

ACME = "data/employers/acme.yaml"
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
Git = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def git(root: Path, tmp_path: Path) -> Git:
    """The small site under Git, with the generator, its environment and its hooks."""
    for name in ("guide", "tools", "requirements"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("build.py", ".pre-commit-config.yaml", ".gitignore"):
        shutil.copy2(ROOT / name, root / name)
    (root / ".venv").mkdir()
    for part in Path(sys.prefix).iterdir():
        if not part.name.startswith("installed-"):
            (root / ".venv" / part.name).symlink_to(part)
    (root / ".venv/installed-site").write_text(fingerprint(root / "requirements/site.txt"))
    person = {f"GIT_{role}_{what}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "PRE_COMMIT"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {
        **kept, **person, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"), "LANG": "en_US.UTF-8", "PYTHONWARNINGS": "",
        "SOURCE_DATE_EPOCH": "1795478400",
    }  # fmt: skip

    def call(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)

    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "All"]):
        assert call("git", *command).returncode == 0
    done = call("pre-commit", "install")
    assert done.returncode == 0, done.stderr
    return call


def test_a_commit_waits_until_its_files_are_right_and_in_order(root: Path, git: Git) -> None:
    """A bad file stops it, with what `check` says; a right one out of order is put in order, and then goes in."""
    path = root / ACME
    right = "id: acme\nname: Acme\nkind: company\n"
    text = path.read_text("utf-8")
    assert text.startswith(right)
    path.write_text(text.replace(right, "name: Acme\nid: acme\nkind: compny\n"), "utf-8")

    bad = git("git", "commit", "-aqm", "Bad")
    put_right = path.read_text("utf-8")
    path.write_text(put_right.replace("compny", "company").replace("name: Acme\n", "name: Acme Labs\n"), "utf-8")
    good = git("git", "commit", "-aqm", "Good")

    assert bad.returncode == 1
    assert f"Put in order: {ACME}" in bad.stderr
    assert f"{ACME}:3:7: error: kind must be one of:" in bad.stderr
    assert put_right.startswith("id: acme\nname: Acme\nkind: compny\n")
    assert good.returncode == 0, good.stderr
    assert git("git", "log", "--format=%s").stdout == "Good\nAll\n"


def test_the_hooks_are_our_own_and_run_what_there_is() -> None:
    files = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("data/**/*.yaml")]

    assert [repo["repo"] for repo in HOOKS] == ["local"]
    for hook in HOOKS[0]["hooks"]:
        python, script, command, *options = hook["entry"].split()
        assert (hook["language"], python, script) == ("system", "python3", "tools/bootstrap.py")
        assert command in COMMANDS
        assert set(options) <= {
            option for each in main.get_command(Context(main), command).params for option in each.opts
        }
        assert any(re.search(hook["files"], path) for path in files)
