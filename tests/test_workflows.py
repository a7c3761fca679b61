"""Workflows: least privilege, pinned, valid, and nothing of an event inside a script."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from projects import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
BIN = Path(sys.executable).parent


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
class TestWorkflow:
    def test_every_action_is_pinned_by_commit_with_its_version(self, path: Path) -> None:
        uses = re.findall(r"uses: (.*)", path.read_text("utf-8"))

        assert uses
        for each in uses:
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)

    def test_nothing_is_granted_by_default(self, path: Path) -> None:
        workflow = yaml.safe_load(path.read_text("utf-8"))

        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            assert "permissions" in job
            assert "timeout-minutes" in job

    def test_no_privileged_trigger_and_no_event_in_a_script(self, path: Path) -> None:
        text = path.read_text("utf-8")
        jobs = yaml.safe_load(text)["jobs"].values()
        steps = [step for job in jobs for step in job["steps"]]
        judged = [str(part["if"]) for part in (*jobs, *steps) if "if" in part]  # evaluated by GitHub, by no shell

        assert "pull_request_target" not in text
        assert "workflow_run" not in text
        assert text.count("github.event") == sum(each.count("github.event") for each in judged)
        assert not [step["run"] for step in steps if "${{" in step.get("run", "")]

    def test_checkout_leaves_no_credentials(self, path: Path) -> None:
        text = path.read_text("utf-8")

        assert text.count("actions/checkout@") == text.count("persist-credentials: false")


def test_a_pull_request_is_compared_with_its_base() -> None:
    text = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")

    assert "fetch-depth: 2" in text
    assert "--base HEAD^1" in text


def test_zizmor_finds_nothing() -> None:
    done = subprocess.run(
        [BIN / "zizmor", "--offline", "--no-progress", ROOT / ".github"], capture_output=True, text=True
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.dependabot", [ROOT / ".github/dependabot.yml"]),
        ("vendor.github-issue-forms", sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[0-9]*.yml"))),
        ("vendor.github-issue-config", [ROOT / ".github/ISSUE_TEMPLATE/config.yml"]),
    ],
)
def test_github_would_understand(schema: str, paths: list[Path]) -> None:
    done = subprocess.run(
        [BIN / "check-jsonschema", "--builtin-schema", schema, *paths], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout


def test_code_and_workflows_get_an_owner_by_the_line_that_says_how_and_data_stay_open(tmp_path: Path) -> None:
    """The file as committed names nobody; its own command names somebody, and only for what is not data or prose."""
    text = (ROOT / ".github/CODEOWNERS").read_text("utf-8")
    folder = tmp_path / ".github"
    folder.mkdir()
    (folder / "CODEOWNERS").write_text(text, "utf-8")
    command = next(line.lstrip("# ") for line in text.splitlines() if "sed -i" in line)
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)
    rules = [line.split() for line in (folder / "CODEOWNERS").read_text("utf-8").splitlines() if line[:1] not in "#"]
    named = {path for pattern, _ in rules for path in ROOT.glob(pattern.strip("/"))}
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    open_ = {path for path in kept if not ({ROOT / path, *(ROOT / path).parents} & named)}

    assert [line for line in text.splitlines() if line[:1] not in ("", "#")] == []
    assert {owner for _, owner in rules} == {"@your-name"}
    assert list(folder.iterdir()) == [folder / "CODEOWNERS"]
    assert all(re.match(r"data/|content/|[A-Z_-]+(\.md)?$", path) for path in open_)
    assert all(path in open_ for path in kept if re.match("content/|data/(?!site.yaml)", path))


def test_new_versions_wait_and_a_pull_request_answers_three_questions() -> None:
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text("utf-8"))["updates"]
    questions = (ROOT / ".github/pull_request_template.md").read_text("utf-8").splitlines()

    assert {each["package-ecosystem"] for each in updates} == {"github-actions", "pip"}
    assert all(each["cooldown"]["default-days"] >= 7 for each in updates)
    assert len(questions) == 3
    assert all(re.fullmatch(r"\*\*.+\*\* · \*.+\*:", each) for each in questions)


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name)
def test_requirements_are_pinned_with_hashes_and_name_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9][\w.-]*)(\S*)", text, re.MULTILINE)

    assert pinned
    assert all(rest.startswith("==") for _, rest in pinned)
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
