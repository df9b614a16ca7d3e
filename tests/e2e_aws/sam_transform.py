"""Turns a SAM template into what CloudFormation makes of it, with AWS's own translator.

    .venv-ministack/bin/python tests/e2e_aws/sam_transform.py < {"template": ..., "parameters": ...}

AWS does so with each nested stack when it is created; ministack does it with the outermost only.
Runs in ministack's virtual environment, which has the translator. The document on stdin has the
template as JSON and the values of the parameters that are known before anything is created.
"""

import json
import logging
import sys
from types import SimpleNamespace

from samtranslator.translator.transform import transform

logging.disable(logging.WARNING)
asked = json.load(sys.stdin)
loader = SimpleNamespace(load=dict)
json.dump(transform(asked["template"], asked["parameters"], loader), sys.stdout)
