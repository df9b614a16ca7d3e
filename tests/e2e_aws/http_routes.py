"""Opens the routes of the HTTP API.

SAM writes them as the OpenAPI body of the API. AWS imports that body; ministack keeps the API and
leaves its body alone, so what it says is created here, call by call: who may pass (nobody, a JWT's
issuer, IAM), and which function answers. What the body says is not interpreted any further.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.e2e_aws.ministack import Ministack

_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_INTEGRATION = "x-amazon-apigateway-integration"
_CORS = "x-amazon-apigateway-cors"


def open_routes(aws: Ministack, physical: Mapping[str, str], parameters: Mapping[str, str]) -> str:
    """Create what the body of the API says.

    Args:
        physical: What each logical id became.
        parameters: Of the stack of the API, for what its body refers to.

    Returns:
        The host that the API answers under.
    """
    gateway, api = aws.client("apigatewayv2"), physical["Api"]
    body = _body(aws, physical)
    if cors := _plain(body.get(_CORS, {}), parameters):
        titled = {name[0].upper() + name[1:]: value for name, value in cors.items()}
        gateway.update_api(ApiId=api, CorsConfiguration=titled)
    guards = _authorizers(gateway, api, body, parameters)
    integrations: dict[str, str] = {}
    for path, method, operation in _operations(body):
        function = _function(operation, physical)
        if function not in integrations:
            integrations[function] = gateway.create_integration(
                ApiId=api,
                IntegrationType="AWS_PROXY",
                IntegrationUri=function,
                PayloadFormatVersion=operation[_INTEGRATION]["payloadFormatVersion"],
            )["IntegrationId"]
        gateway.create_route(
            ApiId=api,
            RouteKey=f"{method.upper()} {path}",
            Target=f"integrations/{integrations[function]}",
            **_guard(operation, guards),
        )
    return f"{api}.execute-api.localhost"


def _body(aws: Ministack, physical: Mapping[str, str]) -> Mapping[str, Any]:
    template = aws.client("cloudformation").get_template(StackName=physical["ApiStack"])
    body: Mapping[str, Any] = template["TemplateBody"]["Resources"]["Api"]["Properties"]["Body"]
    return body


def _operations(body: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            if method in _METHODS:
                yield path, method, operation


def _function(operation: Mapping[str, Any], physical: Mapping[str, str]) -> str:
    """The ARN of the version that answers, out of the URI that names it."""
    uri = operation[_INTEGRATION]["uri"]["Fn::Sub"]
    found = re.search(r"functions/\$\{(\w+)(?:\.Arn)?\}/invocations", uri)
    assert found, f"an integration of another kind: {uri}"
    return physical[found[1]]


def _authorizers(
    gateway: Any, api: str, body: Mapping[str, Any], parameters: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """What a route is given for each way of passing that the body declares."""
    guards: dict[str, dict[str, str]] = {}
    for name, scheme in body.get("components", {}).get("securitySchemes", {}).items():
        if scheme.get("x-amazon-apigateway-authtype") == "awsSigv4":
            guards[name] = {"AuthorizationType": "AWS_IAM"}
            continue
        asked = _plain(scheme["x-amazon-apigateway-authorizer"], parameters)
        jwt = asked["jwtConfiguration"]
        made = gateway.create_authorizer(
            ApiId=api,
            Name=name,
            AuthorizerType="JWT",
            IdentitySource=[asked["identitySource"]],
            JwtConfiguration={"Issuer": jwt["issuer"], "Audience": jwt["audience"]},
        )
        guards[name] = {"AuthorizationType": "JWT", "AuthorizerId": made["AuthorizerId"]}
    return guards


def _guard(operation: Mapping[str, Any], guards: Mapping[str, dict[str, str]]) -> Mapping[str, str]:
    for requirement in operation.get("security", []):
        for name in requirement:
            return guards[name]
    return {}


def _plain(node: Any, parameters: Mapping[str, str]) -> Any:
    """A part of the body without intrinsic functions; a condition holds where its value is set."""
    if isinstance(node, list):
        return [_plain(one, parameters) for one in node]
    if not isinstance(node, dict):
        return node
    match next(iter(node.items()), None):
        case ("Ref", name):
            return parameters.get(name, "")
        case ("Fn::Split", [separator, text]):
            return str(_plain(text, parameters)).split(separator)
        case ("Fn::If", [_, then, _]):
            return _plain(then, parameters)
    return {key: _plain(value, parameters) for key, value in node.items()}
