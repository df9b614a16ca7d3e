"""Requests to the HTTP API that an IAM identity signs, and such identities."""

import json
from collections.abc import Generator, Mapping

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.e2e_aws.ministack import ACCOUNT, REGION, Ministack

ROOT = Credentials("test", "test")


class Signed(httpx.Auth):
    """Signs each request, as ``curl --aws-sigv4`` does."""

    requires_request_body = True

    def __init__(self, identity: Credentials = ROOT) -> None:
        self._identity = identity

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the signature of this very request."""
        headers = {"Host": request.headers["Host"]}
        asked = AWSRequest(request.method, str(request.url), headers, request.content)
        SigV4Auth(self._identity, "execute-api", REGION).add_auth(asked)
        request.headers.update(dict(asked.headers.items()))
        yield request


def identity_that_may(aws: Ministack, name: str, *resources: str) -> Credentials:
    """A user that may invoke these routes of the API, as `METHOD/path`, and do nothing else."""
    iam = aws.client("iam")
    iam.create_user(UserName=name)
    if resources:
        arns = [f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{one}" for one in resources]
        allowed: Mapping[str, object] = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": arns}],
        }
        iam.put_user_policy(UserName=name, PolicyName="api", PolicyDocument=json.dumps(allowed))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])
