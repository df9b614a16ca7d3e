"""What API Gateway says of a request that it has authorised; nobody else can say it."""

from starlette.types import Scope


def signer_of(scope: Scope) -> str:
    """The ARN of who signed a request with IAM, else empty."""
    identity = _authorizer(scope).get("iam") or {}
    return str(identity.get("userArn") or "")


def account_of(scope: Scope) -> tuple[str, str] | None:
    """Issuer and subject of a token that the JWT authoriser has checked, else None."""
    claims = (_authorizer(scope).get("jwt") or {}).get("claims") or {}
    issuer, subject = claims.get("iss"), claims.get("sub")
    return (str(issuer), str(subject)) if issuer and subject else None


def _authorizer(scope: Scope) -> dict[str, dict[str, dict[str, str]]]:
    context = scope.get("aws.event", {}).get("requestContext", {})
    return context.get("authorizer") or {}
