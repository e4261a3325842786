#!/usr/bin/env python3
"""Verifies messages of Pipeline's webhooks (Standard Webhooks 1.0) with the standard library only.

Copy `verify` into your receiver, or use this file as a program:

    verify_webhook.py --secret whsec_... --id ID --timestamp SECONDS --signature 'v1,...' < body    # verifies one message
    verify_webhook.py --secret whsec_... --listen 8080                                             # receives, verifies, prints

The first ends with 0 if the message is to be believed, with 1 and the reason if not.
"""

import argparse
import base64
import binascii
import hashlib
import hmac
import http.server
import json
import sys
import time

TOLERANCE_SECONDS = 5 * 60
BODY_BYTES_MAX = 64 * 1024


class VerificationError(Exception):
    """A message is not to be believed; the text says why."""


def key_of(secret):
    """The key that a secret holds."""
    if not secret.startswith("whsec_"):
        raise ValueError("the secret does not begin with whsec_")
    try:
        key = base64.b64decode(secret[len("whsec_"):], validate=True)
    except binascii.Error:
        raise ValueError("what follows whsec_ in the secret is no base64") from None
    if not 24 <= len(key) <= 64:
        raise ValueError(f"the secret holds {len(key)} bytes: it takes 24 to 64")
    return key


def verify(secret, body, message_id, timestamp, signature, now=None):
    """Raises VerificationError unless the message comes from who holds the secret, unchanged and lately.

    `body` is the bytes as they came; verify before anything reads them as JSON. A message comes again with the same id when an answer was
    lost: remember the ids, for a day at least, and answer 2xx to one that you have.
    """
    key = key_of(secret)
    if not message_id or not timestamp or not signature:
        raise VerificationError("a header is missing: webhook-id, webhook-timestamp and webhook-signature are needed")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 20):
        raise VerificationError("webhook-timestamp is no number of seconds")
    ahead = int(timestamp) - (time.time() if now is None else now)
    if ahead < -TOLERANCE_SECONDS:
        raise VerificationError("the message was sent too long ago")
    if ahead > TOLERANCE_SECONDS:
        raise VerificationError("the message says that it was sent in the future")

    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = [part[len("v1,"):] for part in signature.split(" ")[:16] if part.startswith("v1,")]
    if not given:
        raise VerificationError("webhook-signature holds no signature of version 1 (v1,BASE64)")

    # compare_digest takes the same time whatever is wrong; every signature is compared.
    if not any([hmac.compare_digest(expected, part.encode()) for part in given]):
        raise VerificationError("no signature fits: the id, the time or the body was changed, or it was signed with another secret")


def receiver(secret):
    """A handler of requests that verifies and prints."""

    class Receiver(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 15

        def do_POST(self):
            length = self.headers.get("content-length", "")
            if not length.isdigit() or int(length) > BODY_BYTES_MAX:
                self.close_connection = True  # What is not read must not be taken for the next request.
                return self.answer(413)
            body = self.rfile.read(int(length))
            try:
                verify(
                    secret, body, self.headers.get("webhook-id"), self.headers.get("webhook-timestamp"), self.headers.get("webhook-signature"))
                message = json.loads(body)
            except (VerificationError, ValueError) as error:
                print(f"refused: {error}", flush=True)
                return self.answer(400)
            data = message.get("data", {})
            print(f"{message.get('type')} {data.get('id', '')}: {data.get('sentence', '')}", flush=True)
            return self.answer(204)

        def answer(self, status):
            self.send_response(status)
            self.send_header("content-length", "0")
            if self.close_connection:
                self.send_header("connection", "close")
            self.end_headers()

        def log_message(self, format, *arguments):
            pass

    return Receiver


def main():
    parser = argparse.ArgumentParser(description="Verify messages of Pipeline's webhooks.")
    parser.add_argument("--secret", required=True)
    parser.add_argument("--id")
    parser.add_argument("--timestamp")
    parser.add_argument("--signature")
    parser.add_argument("--listen", type=int, metavar="PORT")
    arguments = parser.parse_args()
    try:
        key_of(arguments.secret)
    except ValueError as error:
        parser.error(str(error))

    if arguments.listen is not None:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.listen), receiver(arguments.secret))
        print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()

    try:
        verify(arguments.secret, sys.stdin.buffer.read(), arguments.id, arguments.timestamp, arguments.signature)
    except VerificationError as error:
        print(f"invalid: {error}", file=sys.stderr)
        return 1
    print("valid")
    return 0


if __name__ == "__main__":
    sys.exit(main())
