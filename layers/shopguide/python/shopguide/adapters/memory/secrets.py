"""Secrets, kept in a dictionary."""

from shopguide.domain.errors import ConfigurationError, UnavailableError


class InMemorySecrets:
    """Secrets by name; counts how often it is asked, and fails while `down`."""

    def __init__(self, **texts: str) -> None:
        self.texts = dict(texts)
        self.down = False
        self.reads = 0
        self._pending: dict[tuple[str, str], str] = {}

    def read(self, name: str, *, fresh: bool = False) -> str:  # noqa: ARG002 - always fresh
        """The text of a secret."""
        self.reads += 1
        if self.down:
            raise UnavailableError(f"The secret {name!r} cannot be asked for.")
        if name not in self.texts:
            raise ConfigurationError(f"There is no secret {name!r}.")
        return self.texts[name]

    def write(self, name: str, text: str) -> None:
        """Put `text` in the place of a secret."""
        self.texts[name] = text

    def current(self, name: str) -> str:
        """The text that is in use."""
        return self.read(name)

    def pending(self, name: str, version: str) -> str | None:
        """The text that waits to be used, None before `propose`."""
        return self._pending.get((name, version))

    def propose(self, name: str, version: str, text: str) -> None:
        """Keep the text that is to be used next."""
        self._pending[name, version] = text

    def promote(self, name: str, version: str) -> None:
        """Let everyone read the proposed text from now on."""
        self.texts[name] = self._pending.get((name, version), self.texts[name])
