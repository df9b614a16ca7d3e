"""The documentation cannot drift from what it describes."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from shopguide.config import Settings, variable_name

ROOT = Path(__file__).parents[2]
OURS = (page for page in (ROOT / "docs").rglob("*.md") if "node_modules" not in page.parts)
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *OURS])


def test_settings_page_lists_every_setting_with_its_default() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    rows = dict(re.findall(r"^\| `(SHOPGUIDE_\w+)` \|([^|]*)\|", page, re.M))
    assert set(rows) == {variable_name(setting.name) for setting in fields(Settings)}
    for setting in fields(Settings):
        if setting.name != "models_dir":  # its default is a folder of this user
            written = rows[variable_name(setting.name)].strip(" `")
            assert written == str(setting.default)


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    missing = [it for it in targets if "://" not in it and not (page.parent / it).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.name)
def test_make_targets_that_a_page_names_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"`make ([a-z-]+)", page.read_text()))
    assert named <= targets
