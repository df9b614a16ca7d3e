"""What a function is made of when it runs: its code, its layers, its variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.aws.template import TemplateFunction, read_functions

ROOT = Path(__file__).parents[3]
BUILT_TEMPLATE = ROOT / ".aws-sam/build/template.yaml"
RUNTIME = ROOT / ".venv-ric"
"""Lambda's own part: under ``runtime/`` what AWS brings (awslambdaric, boto3), beside it moto."""

REGION = "eu-central-1"


@dataclass(frozen=True, slots=True)
class Package:
    """A built function, ready to start.

    Attributes:
        name: Its logical id in the template.
        handler: ``package.module.function``.
        code: The folder of its own code, Lambda's ``/var/task``.
        layers: The folders of its layers, which Lambda unpacks over each other into ``/opt``.
        variables: Its environment as deployed.
        timeout: Seconds of one invocation.
    """

    name: str
    handler: str
    code: Path
    layers: tuple[Path, ...]
    variables: Mapping[str, str]
    timeout: int


def read_packages(template: Path, deployed: Mapping[str, str]) -> dict[str, Package]:
    """The functions of a built template by logical id.

    Args:
        template: As ``sam build`` left it.
        deployed: Values of the variables that deploying fills in; empty where one is missing.
    """
    return {one.name: _package(one, deployed) for one in read_functions(template)}


def unpack_layers(package: Package, opt: Path) -> None:
    """Lay the layers over each other in `opt`, the later ones over the earlier, by links.

    One folder as on Lambda, because every further folder of the path costs each import a look.
    """
    (opt / "python").mkdir(parents=True)
    for layer in package.layers:
        for entry in (layer / "python").iterdir():
            link = opt / "python" / entry.name
            if entry.name != "__pycache__":
                link.unlink(missing_ok=True)
                link.symlink_to(entry)
    caches = [cached for layer in package.layers for cached in layer.glob("python/__pycache__/*")]
    (opt / "python/__pycache__").mkdir()
    for cached in caches:
        (opt / "python/__pycache__" / cached.name).symlink_to(cached)


def _package(function: TemplateFunction, deployed: Mapping[str, str]) -> Package:
    written = {
        name: value if isinstance(value, str) else deployed.get(name, "")
        for name, value in function.environment.items()
    }
    timeout = function.properties.get("Timeout", 3)
    return Package(
        name=function.name,
        handler=function.handler,
        code=function.code.resolve(),
        layers=tuple(layer.resolve() for layer in function.layers),
        variables={**written, **{key: deployed[key] for key in deployed if key in _ACCOUNT}},
        timeout=timeout if isinstance(timeout, int) else 30,
    )


_ACCOUNT = {
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
}
