"""Secrets by name."""

from functools import cache

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


@cache
def read_secret(name: str) -> str:
    """The text of a secret, by its name or ARN; read once a process.

    Raises:
        ConfigurationError: there is no such secret, it is no text, or it may not be read.
        UnavailableError: Secrets Manager does not answer.
    """
    client = AwsClient("secretsmanager", target=f"secret {name!r}", error=UnavailableError)
    try:
        answer = client.sdk.get_secret_value(SecretId=name)
    except BotoCoreError as error:
        raise client.translated(error) from error
    except ClientError as error:
        if error_code(error) not in _REFUSALS:
            raise client.translated(error) from error
        raise ConfigurationError(
            f"The secret {name!r} cannot be read ({error_code(error)}).",
            fix="Create it in Secrets Manager, and let the function's policy read it.",
        ) from error
    secret = answer.get("SecretString", "")
    if not secret:
        raise ConfigurationError(
            f"The secret {name!r} holds no text.", fix="Store it as plain text, not as binary."
        )
    return str(secret)
