"""Files with other headers: their mapping, found beside the upload or proposed."""
