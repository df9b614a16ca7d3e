"""What whoever looks after the catalogue asks, through the function's own handler."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.catalog_import.app import lambda_handler as import_file
from functions.catalog_index.app import lambda_handler as index_batch
from functions.shop_api.app import lambda_handler as shop_api
from shopguide.bootstrap import Container
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.upload import Upload, import_id_of, upload_event, upload_object_key

LoadEvent = Callable[[str], dict[str, Any]]
ARN = "arn:aws:sts::000000000000:assumed-role/catalogue-team/mei"
LIVE = "id,title,price\n" + "".join(f"p{number},Product {number},5 USD\n" for number in range(10))
SMALL = "id,title,price\np0,Product 0,5 USD\n"


class Shop:
    """The functions over a container in memory."""

    def __init__(self, container: Container, load_event: LoadEvent) -> None:
        self.container = container
        self._load_event = load_event
        self._uploads = 0

    def upload(self, content: str) -> str:
        """Upload a file and do all work; the import's id."""
        key = upload_object_key(CatalogKind.PRODUCTS, "f.csv")
        stored = self.container.objects.put(key, content.encode())
        self._uploads += 1
        upload = Upload(stored.key, stored.etag, f"{self._uploads:04X}")
        import_file(upload_event(upload), None)
        self.work()
        return import_id_of(upload)

    def work(self) -> None:
        """Deliver everything in the queues as SQS does, until nothing is left."""
        queues = (self.container.import_queue, self.container.index_queue)
        for _ in range(100):
            for queue, handler in zip(queues, (import_file, index_batch), strict=True):
                for message in queue.receive(limit=2):
                    event = self._load_event("sqs-index-batch")
                    record = {**event["Records"][0], "body": message.body}
                    record["attributes"] = {"ApproximateReceiveCount": str(message.receive_count)}
                    assert handler({"Records": [record]}, None) == {"batchItemFailures": []}
                    queue.acknowledge(message)
            if not any(queue.depth().waiting for queue in queues):
                return
            self.container.clock.advance(1)  # type: ignore[attr-defined]

    def ask(
        self, method: str, path: str, body: object = None, signer: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """One request as API Gateway hands it over."""
        event = self._load_event("api-import")
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
        event["requestContext"]["http"]["method"] = method
        if signer:
            event["requestContext"]["authorizer"] = {"iam": {"userArn": signer}}
        if body is not None:
            event["headers"]["content-type"] = "application/json"
            event |= {"body": json.dumps(body), "isBase64Encoded": False}
        answer = shop_api(event, None)
        return answer["statusCode"], json.loads(answer["body"])


@pytest.fixture
def shop(empty_container: Container, load_event: LoadEvent) -> Shop:
    return Shop(empty_container, load_event)


def test_a_signed_approval_notes_who_signed(shop: Shop) -> None:
    shop.upload(LIVE)
    import_id = shop.upload(SMALL)
    status, held = shop.ask("GET", f"/v1/catalog/imports/{import_id}")
    assert (status, held["status"], held["holds"]) == (200, "held", ["too_many_removed"])
    path = f"/v1/catalog/imports/{import_id}/approve"
    status, approved = shop.ask("POST", path, {"by": "Mei"}, signer=ARN)
    assert (status, approved["status"], approved["operator"]) == (200, "waiting", f"Mei ({ARN})")
    shop.work()
    assert shop.ask("GET", f"/v1/catalog/imports/{import_id}")[1]["catalogue_version"] == 2


def test_a_rollback_is_asked_listed_and_done(shop: Shop) -> None:
    shop.upload(LIVE)
    shop.upload(LIVE.replace("5 USD", "6 USD"))
    status, asked = shop.ask("POST", "/v1/catalog/rollback", {"version": None}, signer=ARN)
    assert (status, asked["version"], asked["live"]) == (202, 1, 2)
    shop.work()
    status, listed = shop.ask("GET", "/v1/catalog/imports")
    assert (status, listed["imports"][0]["restores"], len(listed["imports"])) == (200, 1, 3)
    status, body = shop.ask("GET", "/v1/catalog/versions")
    assert [version["version"] for version in body["versions"]] == [3, 2, 1]
    import_id = asked["imports"][0]["import_id"]
    assert [each["operator"] for each in listed["imports"]] == [ARN, "", ""]
    record = f"/v1/catalog/imports/{import_id}"
    assert shop.ask("GET", record, signer=ARN)[1]["operator"] == ARN
    status, report = shop.ask("GET", f"/v1/catalog/imports/{import_id}/report")
    assert (status, report["restores"], report["outcome"]) == (200, 1, "published")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/v1/catalog/imports/nothing/approve", {}, 404, "import_not_found"),
        ("GET", "/v1/catalog/imports/nothing/report", None, 404, "import_not_found"),
        ("POST", "/v1/catalog/rollback", {}, 400, "invalid_body"),
        ("POST", "/v1/catalog/rollback", {"version": -1}, 400, "invalid_body"),
        ("POST", "/v1/catalog/rollback", {"version": 7}, 404, "not_found"),
        ("POST", "/v1/catalog/rollback", {"version": None}, 409, "conflict"),
        ("POST", "/v1/catalog/rollback", {"version": 0, "live": 3}, 409, "conflict"),
        ("POST", "/v1/catalog/rollback", {"version": 0, "why": "x"}, 400, "invalid_body"),
    ],
)
def test_what_cannot_be_done_is_a_problem(
    shop: Shop, method: str, path: str, body: object, status: int, code: str
) -> None:
    answered, problem = shop.ask(method, path, body)
    assert (answered, problem["code"]) == (status, code)
