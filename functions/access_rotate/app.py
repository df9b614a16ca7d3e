"""The keys of sessions, replaced by a schedule of Secrets Manager's; nothing is deployed again."""

from typing import Any

from shopguide.access.rotation import RotationStep
from shopguide.api.observability import count, observed
from shopguide.bootstrap import container
from shopguide.domain.errors import InvalidInputError


@observed("access_rotate")
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001
    """Take the step that Secrets Manager asks for.

    Raises:
        InvalidInputError: the event asks for no step, or for another secret than that of access.
        ConfigurationError, UnavailableError: as `KeyRotation.take`; Secrets Manager tries again.
    """
    here = container()
    step, name, version = _read(event)
    if name != here.settings.access_secret:
        raise InvalidInputError(
            "The event is about another secret than that of access.",
            fix="Attach this function to the secret that SHOPGUIDE_ACCESS_SECRET names.",
        )
    here.key_rotation.take(step, name, version)
    if step is RotationStep.FINISH:
        count("AccessKeysRotated")
    return {"step": step.value}


def _read(event: dict[str, Any]) -> tuple[RotationStep, str, str]:
    try:
        return (
            RotationStep(event["Step"]),
            str(event["SecretId"]),
            str(event["ClientRequestToken"]),
        )
    except (KeyError, ValueError) as error:
        raise InvalidInputError(
            f"The event is none of a rotation ({type(error).__name__}).",
            fix="Let Secrets Manager invoke this function.",
        ) from error
