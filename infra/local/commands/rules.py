"""`shopguide rules`: which products are pinned, boosted, buried and hidden."""

from infra.local.commands.merchandising import merchandising_app
from shopguide.domain.merchandising_revision import MerchandisingKind

app = merchandising_app(
    MerchandisingKind.RULES, "Pin, boost, bury and hide products with a table of rules."
)
