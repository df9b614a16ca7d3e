"""Announcements to an SNS topic, which mails them or hands them on."""

from botocore.exceptions import ClientError

from shopguide.adapters.aws.client import AwsClient, error_code
from shopguide.domain.errors import UnavailableError
from shopguide.ports.announcer import Announcement

MAX_SUBJECT_CHARACTERS = 99
MAX_TEXT_BYTES = 200_000
"""SNS takes 256 KiB for a message with its attributes."""


class SnsAnnouncer:
    """One topic by its ARN."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._client = AwsClient("sns", target=f"topic {topic}", error=UnavailableError)

    def announce(self, announcement: Announcement) -> None:
        """Publish it; the attributes become SNS message attributes, for filter policies."""
        attributes = {
            name: {"DataType": "String", "StringValue": value}
            for name, value in announcement.attributes.items()
            if value  # SNS refuses empty ones
        }
        try:
            self._client.call(
                "publish",
                TopicArn=self._topic,
                Subject=ascii_subject(announcement.subject),
                Message=_cut(f"{announcement.subject}\n\n{announcement.text}"),
                MessageAttributes=attributes,
            )
        except ClientError as error:
            raise UnavailableError(
                f"SNS refuses to publish to {self._topic} ({error_code(error)}).",
                fix="Check the topic, and that the function's policy lets it publish there.",
            ) from error


def ascii_subject(subject: str) -> str:
    """The subject as SNS takes it: printable ASCII, one line, fewer than 100 characters.

    What is left out, a Chinese file name for instance, stands in the first line of the message.
    """
    kept = "".join(letter if " " <= letter <= "~" else " " for letter in subject)
    return " ".join(kept.split())[:MAX_SUBJECT_CHARACTERS] or "ShopGuide"


def _cut(text: str) -> str:
    return text.encode()[:MAX_TEXT_BYTES].decode(errors="ignore")
