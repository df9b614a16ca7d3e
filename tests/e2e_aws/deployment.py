"""Deploys what `sam build` made, with the command that deploys to AWS, and the models beside it."""

import json
import ssl
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from infra.aws.template import read_template
from tests.e2e_aws.differences import for_ministack
from tests.e2e_aws.http_routes import open_routes
from tests.e2e_aws.ministack import REGION, Ministack

SAM = Path(".venv-sam/bin/sam")
STACK = "shopguide"
_CODE_BUCKET = "deployment"
_TRANSFORM = Path(__file__).with_name("sam_transform.py")


@dataclass(frozen=True, slots=True)
class Deployment:
    """A stack that is deployed.

    Attributes:
        outputs: Of the outermost stack, by name.
        physical: What each logical id became, of all nested stacks.
        host: Of the HTTP API.
    """

    aws: Ministack
    outputs: Mapping[str, str]
    physical: Mapping[str, str]
    host: str

    def api(self) -> httpx.Client:
        """A client of the HTTP API; cold starts take longer here than on AWS."""
        return httpx.Client(
            base_url=self.aws.url, headers={"Host": self.host}, verify=self.trust(), timeout=60
        )

    def trust(self) -> ssl.SSLContext:
        """Takes the certificate of this AWS for a good one."""
        return ssl.create_default_context(cafile=str(self.aws.certificate))


def deploy(aws: Ministack, build: Path, parameters: Mapping[str, str], folder: Path) -> Deployment:
    """Deploy a build.

    Args:
        build: What `sam build` wrote.
        parameters: Of the template, where they are not its defaults.
        folder: For what is packaged.
    """
    aws.client("s3").create_bucket(
        Bucket=_CODE_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    packaged = folder / "packaged.yaml"
    _sam(
        aws,
        "package",
        f"--template-file={build.absolute() / 'template.yaml'}",
        f"--output-template-file={packaged}",
        f"--s3-bucket={_CODE_BUCKET}",
        "--no-progressbar",
    )
    _transform_nested(aws, packaged, parameters, folder)
    _sam(
        aws,
        "deploy",
        f"--template-file={packaged}",
        f"--stack-name={STACK}",
        f"--s3-bucket={_CODE_BUCKET}",
        *("--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"),
        "--no-confirm-changeset",
        "--no-progressbar",
        "--parameter-overrides",
        *(f"{name}={value}" for name, value in parameters.items()),
    )
    return _opened(aws, parameters)


def _sam(aws: Ministack, *arguments: str) -> None:
    """Run SAM outside the tree, so that no samconfig.toml has a say."""
    done = subprocess.run(
        [SAM.absolute(), *arguments],
        cwd=aws.temporary,
        env={**aws.environment(), "SAM_CLI_TELEMETRY": "0", "SAM_CLI_POLL_DELAY": "0.5"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"sam {arguments[0]} failed:\n{done.stdout[-6000:]}\n{done.stderr}")


def _transform_nested(
    aws: Ministack, packaged: Path, parameters: Mapping[str, str], folder: Path
) -> None:
    """Do to the nested templates what CloudFormation does and ministack leaves undone."""
    root = read_template(packaged)
    known = _values(root["Parameters"], parameters)
    bucket = aws.client("s3")
    for name, resource in root["Resources"].items():
        if resource["Type"] != "AWS::Serverless::Application":
            continue
        key = urlsplit(resource["Properties"]["Location"]).path.split("/", 2)[2]
        written = folder / f"{name}.yaml"
        bucket.download_file(_CODE_BUCKET, key, str(written))
        given = {
            inner: known[value["Ref"]] if isinstance(value, dict) else value
            for inner, value in resource["Properties"].get("Parameters", {}).items()
            if not isinstance(value, dict) or value.get("Ref") in known
        }
        plain = for_ministack(
            _transformed(aws, read_template(written), given), given, aws.temporary / "models"
        )
        bucket.put_object(Bucket=_CODE_BUCKET, Key=key, Body=json.dumps(plain).encode())
        resource["Properties"]["Location"] = (
            f"https://s3.{REGION}.amazonaws.com/{_CODE_BUCKET}/{key}"
        )
    packaged.write_text(json.dumps(root))


def _values(declared: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    defaults = {name: str(one["Default"]) for name, one in declared.items() if "Default" in one}
    return defaults | dict(given)


def _transformed(
    aws: Ministack, template: Mapping[str, Any], parameters: Mapping[str, str]
) -> dict[str, Any]:
    done = subprocess.run(
        [aws.python, _TRANSFORM],
        input=json.dumps({"template": template, "parameters": parameters}),
        env=aws.environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"SAM's translator refuses a stack:\n{done.stderr[-4000:]}")
    plain: dict[str, Any] = json.loads(done.stdout)
    return plain


def _opened(aws: Ministack, parameters: Mapping[str, str]) -> Deployment:
    stacks = aws.client("cloudformation")
    outputs = {
        one["OutputKey"]: one["OutputValue"]
        for one in stacks.describe_stacks(StackName=STACK)["Stacks"][0].get("Outputs", [])
    }
    physical = _physical(stacks, STACK)
    return Deployment(aws, outputs, physical, open_routes(aws, physical, parameters))


def _physical(stacks: Any, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in stacks.describe_stack_resources(StackName=name)["StackResources"]:
        found[one["LogicalResourceId"]] = one["PhysicalResourceId"]
        if one["ResourceType"] == "AWS::CloudFormation::Stack":
            found |= _physical(stacks, one["PhysicalResourceId"])
    return found


def publish_models(deployment: Deployment, *bundles: Path) -> None:
    """Put bundles into the bucket with the command that operators use, side by side."""
    commands = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "infra.local", "models", "publish"),
                *(str(bundle), f"--bucket={deployment.outputs['BucketName']}"),
            ],
            env={**deployment.aws.environment(), "PYTHONPATH": "layers/shopguide/python"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for bundle in bundles
    ]
    for command in commands:
        said, _ = command.communicate(timeout=120)
        if command.returncode:
            raise RuntimeError(f"a bundle was not published:\n{said}")
