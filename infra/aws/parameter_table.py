"""Write docs/operations/parameters.md, what the template takes, from template.yaml.

    python -m infra.aws.parameter_table

A test fails when the page and the template differ.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.aws.template import read_template

TEMPLATE = Path("template.yaml")
PAGE = Path("docs/operations/parameters.md")

HEAD = """# Parameters of the stacks

What a deployment can choose, as CloudFormation asks for it. `python -m infra.aws.parameter_table`
writes this page from `template.yaml`; change it there. `samconfig.toml` has what the stages `dev`
and `prod` choose.
"""


def parameter_page(template: Mapping[str, Any]) -> str:
    """The page as Markdown: a table for each group of parameters, then the rules between them."""
    return "\n".join([HEAD, *_groups(template), *_rules(template)])


def _groups(template: Mapping[str, Any]) -> Iterator[str]:
    for group in template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]:
        yield f"## {group['Label']['default']}\n\n| parameter | default | may be | meaning |"
        yield "|---|---|---|---|"
        for name in group["Parameters"]:
            yield _row(name, template["Parameters"][name])
        yield ""


def _row(name: str, parameter: Mapping[str, Any]) -> str:
    default = f"`{parameter['Default']}`" if parameter.get("Default", "") != "" else ""
    if "Default" not in parameter:
        default = "(asked for)"
    cells = (f"`{name}`", default, _choice(parameter), parameter.get("Description", ""))
    return f"| {' | '.join(cells)} |".replace("  ", " ")


def _choice(parameter: Mapping[str, Any]) -> str:
    if values := parameter.get("AllowedValues"):
        return ", ".join(f"`{value}`" for value in values)
    if parameter["Type"] == "Number":
        least, most = parameter.get("MinValue"), parameter.get("MaxValue")
        return f"{least} to {most}" if most is not None else f"{least} or more"
    return str(parameter.get("ConstraintDescription", ""))


def _rules(template: Mapping[str, Any]) -> Iterator[str]:
    yield "## What is refused before anything is made\n"
    for rule in template["Rules"].values():
        for one in rule["Assertions"]:
            yield f"- {one['AssertDescription']}"
    yield ""


def main() -> None:
    """Run as a command; see the top of the file."""
    PAGE.write_text(parameter_page(read_template(TEMPLATE)), "utf-8")


if __name__ == "__main__":
    main()
