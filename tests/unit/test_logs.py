"""Log lines are JSON that carries every id of what was at work, and an error's fix."""

import json
import logging

import pytest

from shopguide.api.logs import JsonFormatter, log_ids
from shopguide.api.metrics import Measurements
from shopguide.api.observability import count_failure, observed
from shopguide.domain.errors import ConfigurationError, RecordsUnavailableError


def line_of(message: str, **further: object) -> dict[str, object]:
    record = logging.LogRecord("shopguide.test", logging.ERROR, __file__, 1, message, (), None)
    vars(record).update(further)
    line: dict[str, object] = json.loads(JsonFormatter("shop_api").format(record))
    return line


def test_a_line_has_the_ids_of_what_is_around_it_and_no_others() -> None:
    with log_ids(request_id="r-1", trace_id=""):
        with log_ids(import_id="i-1"):
            inner = line_of("Stored.")
        outer = line_of("Done.", route="/v1/search")
    assert (inner["request_id"], inner["import_id"]) == ("r-1", "i-1")
    assert outer.keys().isdisjoint({"import_id", "trace_id"})
    assert outer["route"] == "/v1/search"
    assert "request_id" not in line_of("Idle.")


def test_the_line_of_an_error_has_its_code_and_what_to_do() -> None:
    error = ConfigurationError("The table is missing.", fix="Set SHOPGUIDE_TABLE.")
    line = line_of("It failed.", exc_info=(type(error), error, None))
    assert (line["code"], line["fix"]) == ("configuration_invalid", "Set SHOPGUIDE_TABLE.")


@pytest.mark.parametrize(
    ("error", "metric"),
    [
        (ConfigurationError("no"), "SettingFailures"),
        (RecordsUnavailableError("no"), "DependencyFailures"),
        (KeyError("no"), "OtherFailures"),
    ],
)
def test_work_that_failed_is_counted_by_what_has_to_be_mended(
    error: Exception,
    metric: str,
    lambda_context: object,
    capsys: pytest.CaptureFixture[str],
) -> None:
    observed("shop_api")(lambda _event, _context: count_failure(error))({}, lambda_context)
    documents = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    # Others may tell of models that this process has loaded.
    assert [document[metric] for document in documents if metric in document] == [1]


def test_a_metric_by_route_is_told_for_all_too_and_times_are_kept_one_by_one() -> None:
    measurements = Measurements("shop_api")
    for milliseconds in (3.0, 4.0):
        measurements.add("RequestTime", milliseconds, of="/v1/search")
    [document] = measurements.documents()
    [told] = document["_aws"]["CloudWatchMetrics"]
    assert told["Dimensions"] == [[], ["service"], ["service", "route"]]
    assert (document["route"], document["RequestTime"]) == ("/v1/search", [3.0, 4.0])
