"""`shopguide access`, and commands that send a key to a server that asks for one."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.shop_api.app import app as shop_app
from infra.local.cli import run
from infra.local.key_file import authorization_for
from shopguide.config import Settings
from shopguide.domain.errors import ConfigurationError


class Shop:
    """A folder, the commands on its keys, and the API over it."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], new_container: Any
    ) -> None:
        self.folder = folder
        self._capsys = capsys
        self.container = new_container(access="sessions", data_dir=folder)
        self.container.__dict__.pop("secrets")
        self.api = TestClient(shop_app)

    def command(self, *arguments: str) -> Any:
        code = run(["access", *arguments, "--data", str(self.folder), "--json"])
        told = json.loads(self._capsys.readouterr().out)
        return told if code == 0 else (code, told)

    def status(self, key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        return self.api.get("/v1/catalog/imports", headers=headers).status_code


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str], new_container: Any) -> Shop:
    return Shop(tmp_path / "shop", capsys, new_container)


def test_key_is_made_used_listed_and_revoked(shop: Shop) -> None:
    made = shop.command("add-key", "--name", "catalogue team", "--scope", "operator")
    assert shop.status(made["key"]) == 200
    listed = shop.command("keys")
    assert [key["key_id"] for key in listed["api_keys"]] == [made["key_id"]]
    assert made["key"].split("_", 2)[2] not in (shop.folder / "access.json").read_text()
    assert "secret" not in json.dumps(listed)
    assert shop.command("revoke-key", made["key_id"])["revoked"] is True
    shop.container.clock.advance(300)
    assert shop.status(made["key"]) == 401
    assert shop.command("revoke-key", made["key_id"])[0] == 1


def test_rotation_goes_on_beside_a_running_server(shop: Shop) -> None:
    shop.command("keys")
    begun = shop.api.post("/v1/sessions").json()
    mine = {"Authorization": f"Bearer {begun['session_token']}"}
    path = f"/v1/shoppers/{begun['shopper_id']}/interests"
    assert shop.command("rotate")["sessions_ended"] is False
    shop.container.clock.advance(700)
    assert shop.api.get(path, headers=mine).status_code == 200
    assert shop.command("rotate", "--now")["sessions_ended"] is True
    shop.container.clock.advance(300)
    assert shop.api.get(path, headers=mine).json()["code"] == "session_invalid"


def test_key_file_is_its_owners_and_is_not_overwritten(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "key"
    arguments = ("add-key", "--name", "me", "--scope", "operator", "--to", str(file))
    assert "key" not in shop.command(*arguments)
    assert file.stat().st_mode & 0o777 == 0o600
    assert shop.status(file.read_text().strip()) == 200
    assert shop.command(*arguments)[0] == 1
    assert len(shop.command("keys")["api_keys"]) == 1  # none is left that nobody has


def test_key_is_sent_to_this_machine_or_encrypted(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "key"
    shop.command("add-key", "--name", "me", "--scope", "operator", "--to", str(file))
    settings = Settings(api_key_file=str(file))
    for url in ("http://127.0.0.1:8080", "http://[::1]:80", "https://shop.example"):
        assert authorization_for(url, settings)["Authorization"].startswith("Bearer sgk_")
    with pytest.raises(ConfigurationError, match="unencrypted"):
        authorization_for("http://shop.example", settings)
    assert authorization_for("http://shop.example", Settings()) == {}
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        authorization_for("https://shop.example", settings)
