"""Port: secrets by name, and how one of them is replaced."""

from typing import Protocol


class SecretStore(Protocol):
    """Short texts that nobody else may read."""

    def read(self, name: str, *, fresh: bool = False) -> str:
        """The text of a secret.

        Args:
            name: A name or ARN in Secrets Manager, a file of the data folder on one machine.
            fresh: Ask again where a copy is kept, because what it says did not work.

        Raises:
            ConfigurationError: there is no such secret, it is no text, or it may not be read.
            UnavailableError: whoever keeps it does not answer.
        """


class SecretWriter(Protocol):
    """What may also replace a secret: people at the command line, never a request."""

    def read(self, name: str, *, fresh: bool = False) -> str:
        """As `SecretStore.read`."""

    def write(self, name: str, text: str) -> None:
        """Put `text` in the place of a secret, or make it; whole or not at all.

        Raises:
            ConfigurationError: it may not be written.
            UnavailableError: whoever keeps it does not answer.
        """


class SecretRotation(Protocol):
    """A secret that is replaced in the four steps of Secrets Manager.

    `version` is the id that Secrets Manager gives one rotation; each step may come twice.
    """

    def current(self, name: str) -> str:
        """The text that is in use; errors as of `SecretStore.read`."""

    def pending(self, name: str, version: str) -> str | None:
        """The text that waits to be used, None before `propose`."""

    def propose(self, name: str, version: str, text: str) -> None:
        """Keep the text that is to be used next; nobody reads it yet."""

    def promote(self, name: str, version: str) -> None:
        """Let everyone read the proposed text from now on."""
