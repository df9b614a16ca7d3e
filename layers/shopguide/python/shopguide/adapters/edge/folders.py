"""The folder of all indexes: which exist, what their schemas are, what each alias means.

::

    aliases.json               {"products": "products-1a2b3c4d"}
    products-1a2b3c4d/
        schema.json            written last: without it the index was never finished
        shard/                 the engine's own files
"""

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shopguide.adapters.system.durable import sync_to_disk
from shopguide.domain.errors import InvalidInputError, NotFoundError
from shopguide.domain.indexed import IndexSchema, schema_from_json, schema_to_json

_ALIASES = "aliases.json"
_SCHEMA = "schema.json"
_DRAFT = "schema.new"
_SHARD = "shard"
_NAME = re.compile(r"\w[\w.-]{0,199}")


class IndexFolders:
    """Names, schemas and aliases, read once and kept; every change is durable when it returns."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._schemas = {
            path.parent.name: schema_from_json(_read(path)) for path in root.glob(f"*/{_SCHEMA}")
        }
        aliases = root / _ALIASES
        # A crash inside `remove` can leave an alias of an index that is gone.
        self._aliases = {
            alias: name
            for alias, name in (_read(aliases) if aliases.exists() else {}).items()
            if name in self._schemas
        }

    def names(self) -> Sequence[str]:
        """All indexes, sorted."""
        return sorted(self._schemas)

    def resolve(self, name: str) -> str:
        """The index that a name or alias means; `NotFoundError` if there is none."""
        target: str = self._aliases.get(name, name)
        if target not in self._schemas:
            raise NotFoundError(f"There is no index {name!r}.")
        return target

    def target(self, alias: str) -> str | None:
        """The index that an alias means, None where it means none."""
        return self._aliases.get(alias)

    def schema(self, name: str) -> IndexSchema | None:
        """The schema of an index or alias, None if there is none."""
        return self._schemas.get(self._aliases.get(name, name))

    def shard(self, name: str) -> Path:
        """Where the engine keeps an index."""
        return self._root / name / _SHARD

    def begin(self, name: str) -> Path:
        """An empty folder for the engine; what a crash left of unfinished indexes is removed."""
        if not _NAME.fullmatch(name):
            raise InvalidInputError(
                f"{name!r} cannot name an index.",
                fix="Use letters, digits, '_', '-' and '.', at most 200 of them.",
                field="name",
            )
        self._root.mkdir(parents=True, exist_ok=True)
        for folder in self._root.iterdir():
            if folder.is_dir() and _is_unfinished(folder):
                shutil.rmtree(folder)
        self.shard(name).mkdir(parents=True)
        return self.shard(name)

    def commit(self, name: str, schema: IndexSchema) -> None:
        """From now on the index exists."""
        _write(self._root / name / _SCHEMA, schema_to_json(schema))
        for folder in (self._root, self._root.parent):
            sync_to_disk(folder)
        self._schemas[name] = schema

    def remove(self, name: str) -> None:
        """From now on the index does not exist; its shard must be closed."""
        (self._root / name / _SCHEMA).unlink()
        sync_to_disk(self._root / name)
        del self._schemas[name]
        remaining = {alias: of for alias, of in self._aliases.items() if of != name}
        if remaining != self._aliases:
            self._write_aliases(remaining)
        shutil.rmtree(self._root / name)

    def point_aliases(self, names: Mapping[str, str]) -> None:
        """From now on each alias means its index."""
        self._write_aliases({**self._aliases, **names})

    def _write_aliases(self, aliases: Mapping[str, str]) -> None:
        _write(self._root / _ALIASES, aliases)
        self._aliases = dict(aliases)


def _is_unfinished(folder: Path) -> bool:
    """Whether only what `begin` makes is there, so that nobody else's files are ever removed."""
    return {path.name for path in folder.iterdir()} <= {_SHARD, _DRAFT}


def _read(path: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def _write(path: Path, record: Mapping[str, Any]) -> None:
    """Replace a file whole: after a crash it holds the old text or the new."""
    draft = path.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as stream:
        json.dump(record, stream, ensure_ascii=False, indent=2)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    sync_to_disk(path.parent)
