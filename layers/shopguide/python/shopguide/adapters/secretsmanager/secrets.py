"""Secrets by name, in AWS Secrets Manager."""

from functools import cached_property
from typing import Any, NoReturn

from botocore.exceptions import BotoCoreError, ClientError

from shopguide.adapters.aws.client import AwsClient, error_code
from shopguide.domain.errors import ConfigurationError, UnavailableError

_REFUSALS = {
    "AccessDeniedException",
    "DecryptionFailure",
    "InvalidParameterException",
    "InvalidRequestException",
    "ResourceNotFoundException",
    "ValidationException",
}


class SecretsManagerStore:
    """Reads, writes and rotates secrets; each `read` is one request (`KeptSecrets` keeps copies).

    Raises (from every method):
        ConfigurationError: there is no such secret, it is no text, or it may not be used.
        UnavailableError: Secrets Manager does not answer.
    """

    def read(self, name: str, *, fresh: bool = False) -> str:  # noqa: ARG002 - always fresh
        """The text of a secret, by its name or ARN."""
        answer = self._ask("get_secret_value", name, VersionStage="AWSCURRENT")
        secret = answer.get("SecretString", "")
        if not secret:
            raise ConfigurationError(
                f"The secret {name!r} holds no text.", fix="Store it as plain text, not as binary."
            )
        return str(secret)

    def write(self, name: str, text: str) -> None:
        """Make a new version the current one; the one before stays as ``AWSPREVIOUS``."""
        self._ask("put_secret_value", name, SecretString=text)

    def current(self, name: str) -> str:
        """The text that is in use."""
        return self.read(name)

    def pending(self, name: str, version: str) -> str | None:
        """The text that waits to be used, None before `propose`."""
        try:
            answer = self._client.sdk.get_secret_value(
                SecretId=name, VersionId=version, VersionStage="AWSPENDING"
            )
        except ClientError as error:
            if error_code(error) == "ResourceNotFoundException":
                return None
            self._refuse(name, error)
        except BotoCoreError as error:
            raise self._client.translated(error) from error
        return str(answer["SecretString"]) if "SecretString" in answer else None

    def propose(self, name: str, version: str, text: str) -> None:
        """Keep the text that is to be used next; nobody reads it yet."""
        self._ask(
            "put_secret_value",
            name,
            ClientRequestToken=version,
            SecretString=text,
            VersionStages=["AWSPENDING"],
        )

    def promote(self, name: str, version: str) -> None:
        """Let everyone read the proposed text from now on."""
        stages = self._ask("describe_secret", name).get("VersionIdsToStages", {})
        current = next((id_ for id_, names in stages.items() if "AWSCURRENT" in names), None)
        if current == version:
            return
        moved = {"MoveToVersionId": version, "VersionStage": "AWSCURRENT"}
        if current is not None:
            moved["RemoveFromVersionId"] = current
        self._ask("update_secret_version_stage", name, **moved)

    @cached_property
    def _client(self) -> AwsClient:
        return AwsClient("secretsmanager", target="", error=UnavailableError)

    def _ask(self, operation: str, name: str, **parameters: object) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client.sdk, operation)(
                SecretId=name, **parameters
            )
        except BotoCoreError as error:
            raise self._client.translated(error) from error
        except ClientError as error:
            self._refuse(name, error)
        return answer

    def _refuse(self, name: str, error: ClientError) -> NoReturn:
        if error_code(error) not in _REFUSALS:
            raise self._client.translated(error) from error
        raise ConfigurationError(
            f"The secret {name!r} cannot be used ({error_code(error)}).",
            fix="Create it in Secrets Manager, and let the function's policy use it.",
        ) from error
