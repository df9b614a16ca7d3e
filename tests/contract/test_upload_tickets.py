"""What a presigned upload is bound to, as S3 reads its policy."""

import base64
import json
from typing import Any

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.s3.upload_tickets import S3UploadTickets
from shopguide.catalog.upload_leave import UploadLeaves
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.errors import InvalidParameterError

KEY = "arn:aws:kms:eu-central-1:1:key/k"


def policy_of(fields: Any) -> list[Any]:
    conditions: list[Any] = json.loads(base64.b64decode(fields["policy"]))["conditions"]
    return conditions


@pytest.mark.parametrize(
    ("kms_key", "encryption"),
    [
        ("", {"x-amz-server-side-encryption": "AES256"}),
        (
            KEY,
            {
                "x-amz-server-side-encryption": "aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id": KEY,
            },
        ),
    ],
)
def test_form_is_bound_to_key_type_size_and_encryption(
    aws: None, kms_key: str, encryption: dict[str, str]
) -> None:
    leaves = UploadLeaves(S3UploadTickets("shop", FixedClock(), kms_key))
    leave = leaves.give(CatalogKind.QA, "问答.csv", "text/csv", 1_000, check=True)
    conditions = policy_of(leave.ticket.fields)
    for bound in (
        {"bucket": "shop"},
        {"key": "catalog/check/qa/问答.csv"},
        {"Content-Type": "text/csv"},
        ["content-length-range", 1, 1_000],
        *({name: value} for name, value in encryption.items()),
    ):
        assert bound in conditions
    assert leave.ticket.method == "POST"
    assert leave.ticket.fields["key"] == leave.object_key
    assert "eu-central-1" in leave.ticket.url, "S3 redirects no form to another region"
    assert leave.ticket.fields.items() >= encryption.items()


@pytest.mark.parametrize(
    ("name", "content_type", "size", "field"),
    [
        ("${filename}", "text/csv", 1, "file_name"),
        ("../a.csv", "text/csv", 1, "file_name"),
        (".hidden", "text/csv", 1, "file_name"),
        ("a.csv", "text/csv; charset=utf-8", 1, "content_type"),
        ("a.csv", "", 1, "content_type"),
        ("a.csv", "text/csv", 0, "bytes"),
        ("a.csv", "text/csv", 6 * 1024**3, "bytes"),
    ],
)
def test_leave_is_given_for_nothing_that_could_go_elsewhere(
    aws: None, name: str, content_type: str, size: int, field: str
) -> None:
    leaves = UploadLeaves(S3UploadTickets("shop", FixedClock()))
    with pytest.raises(InvalidParameterError) as caught:
        leaves.give(CatalogKind.PRODUCTS, name, content_type, size, check=False)
    assert caught.value.field == field
