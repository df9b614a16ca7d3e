"""What shoppers do and are shown, copied into the lake; a schedule runs it.

Then whoever asked to be forgotten is taken out of journal and lake.
"""

from typing import Any

from shopguide.api.observability import count, observed
from shopguide.bootstrap import container


@observed("lake_export")
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001
    """Write what the lake lacks and complete erasures; the event says nothing that is needed.

    Where the time does not suffice for all days, those that are done stay so, and the next run
    goes on.
    """
    report = container().lake_export.export()
    count("LakeLines", report.lines)
    swept = container().journal_sweep.sweep()
    count("ErasuresCompleted", swept.shoppers)
    return {
        "days": list(report.days),
        "lines": report.lines,
        "bytes": report.bytes,
        "erasures": swept.shoppers,
    }
