"""`shopguide canaries`: which products certain searches have to find, whatever is imported."""

from infra.local.commands.merchandising import merchandising_app
from shopguide.domain.merchandising_revision import MerchandisingKind

app = merchandising_app(
    MerchandisingKind.CANARIES, "Name searches that have to go on finding their products."
)
