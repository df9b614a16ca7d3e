"""The secret document of access, read through the secret store."""

from shopguide.domain.access_document import AccessDocument, ApiKey, document_from_text
from shopguide.domain.errors import ConfigurationError
from shopguide.domain.session import SigningKey
from shopguide.ports.secret_store import SecretStore


class KeyRing:
    """Keys by id; one that is not known is looked for once more in what the store has now.

    Every method raises:
        ConfigurationError: the document is missing or damaged.
        UnavailableError: the store does not answer.
    """

    def __init__(self, secrets: SecretStore, name: str) -> None:
        self._secrets = secrets
        self._name = name
        self._read: tuple[str, AccessDocument] = ("", AccessDocument())

    def document(self, *, fresh: bool = False) -> AccessDocument:
        """The document, at most minutes old; of a damaged one it is asked whether it was mended."""
        text = self._secrets.read(self._name, fresh=fresh)
        known, document = self._read
        if text != known:
            try:
                document = document_from_text(text)
            except ConfigurationError:
                if fresh:
                    raise
                return self.document(fresh=True)
            self._read = (text, document)
        return document

    def signing_key(self, now: float) -> SigningKey:
        """The key that signs new sessions."""
        return self.document().signing_key(now)

    def session_key(self, key_id: str) -> SigningKey | None:
        """A session key, None where there is no such one any more."""
        return self.document().session_key(key_id) or self.document(fresh=True).session_key(key_id)

    def api_key(self, key_id: str) -> ApiKey | None:
        """An API key, None where there is no such one any more."""
        return self.document().api_key(key_id) or self.document(fresh=True).api_key(key_id)
