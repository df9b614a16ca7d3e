"""What the linters need in order to hold the architecture."""

import re
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHOPGUIDE = ROOT / "layers/shopguide/python/shopguide"
SERVED = [
    file
    for folder in ("layers/shopguide/python", "functions", "infra")
    for file in sorted((ROOT / folder).rglob("*.py"))
]
TRAINING = sorted((ROOT / "training").rglob("*.py"))
MAX_LINES = 400


def contract(name: str) -> dict[str, set[str]]:
    """Each entry of one of import-linter's contracts, as its lines."""
    linter = ConfigParser()
    linter.read_string((ROOT / ".importlinter").read_text())
    return {key: set(text.split()) for key, text in linter[f"importlinter:contract:{name}"].items()}


def modules_of(folder: Path, prefix: str) -> set[str]:
    names = {path.stem for path in folder.iterdir() if not path.name.startswith("_")}
    return {f"{prefix}.{name}" for name in names}


def test_all_six_dependency_rules_are_linted() -> None:
    names = re.findall(r"^name = (\d)", (ROOT / ".importlinter").read_text(), re.M)
    # The sixth, only config.py reads the environment, is a matter of names and held by ruff.
    assert {*names, "6"} == set("123456")
    banned = (ROOT / "pyproject.toml").read_text()
    for way in ("os.environ", "os.environb", "os.getenv", "os.getenvb"):
        assert f'"{way}".msg' in banned


def test_training_is_kept_from_everything_but_what_the_fifth_rule_names() -> None:
    seen = {"shopguide.domain", "shopguide.text", "shopguide.adapters", "shopguide.adapters.onnx"}
    everything = modules_of(SHOPGUIDE, "shopguide")
    everything |= modules_of(SHOPGUIDE / "adapters", "shopguide.adapters")
    forbidden = contract("training")["forbidden_modules"]
    assert forbidden == (everything - seen) | {"functions", "infra"}


def test_only_config_is_excused_from_the_rule_about_the_environment() -> None:
    excused = {
        file.relative_to(ROOT).as_posix()
        for file in (*SERVED, *TRAINING)
        if re.search(r"noqa:.*TID251", file.read_text())
    }
    assert excused <= {"layers/shopguide/python/shopguide/config.py", "training/config.py"}


def test_every_file_can_be_read_in_one_sitting() -> None:
    lines = {file.relative_to(ROOT): len(file.read_text().splitlines()) for file in SERVED}
    assert {file: count for file, count in lines.items() if count > MAX_LINES} == {}
