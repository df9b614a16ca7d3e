"""One folder a Lambda function: parse, call one service, answer."""
