"""A silo as far as a sender can tell: takes batches, answers as it is told, and says what came."""

import collections
import gzip
import http.server
import json
import os
import random
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))


class Request:
    def __init__(self, path, headers, body):
        self.path = path
        self.headers = headers
        self.body = body
        self.identity = (headers["Pipeline-Source"], int(headers["Pipeline-Sequence"]))
        self.lines = [json.loads(line) for line in gzip.decompress(body).splitlines()]


class FakeSilo:
    """Answers 200, or what `script` holds: (status, headers, body), or "cut" to close the connection without an answer."""

    def __init__(self):
        self.requests = []
        self.accepted = []
        self.script = collections.deque()
        self.answer_always = None
        self._changed = threading.Condition()
        silo = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                silo._take(self)

            def log_message(self, *arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False  # A connection that is kept alive ends with its client.

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def _take(self, handler):
        request = Request(handler.path, dict(handler.headers), handler.rfile.read(int(handler.headers["Content-Length"])))
        with self._changed:
            self.requests.append(request)
            answer = self.script.popleft() if self.script else self.answer_always
            if answer is None or answer == "lost":
                self.accepted.append(request)
            self._changed.notify_all()
        if answer in ("cut", "lost"):
            handler.close_connection = True
            return
        status, headers, body = answer or (200, {}, json.dumps({"accepted": len(request.lines), "rejected_count": 0}))
        data = body.encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def await_requests(self, number, seconds=30):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.requests) >= number, seconds), f"{len(self.requests)} of {number} requests"

    def lines(self):
        """Lines of accepted requests, each request counted once however often it came."""
        seen = {request.identity: request for request in self.accepted}
        return [line for request in seen.values() for line in request.lines]

    def details(self, endpoint=None):
        return [line for line in self.lines() if "tally" not in line and "dropped" not in line and endpoint in (None, line["endpoint"])]

    def drops(self):
        return [line for line in self.lines() if "dropped" in line]

    def tallies(self):
        """Calls by (endpoint, segment, outcome)."""
        sums = collections.Counter()
        for line in self.lines():
            if "tally" in line:
                sums[(line["endpoint"], line["segment"], line["outcome"])] += line["tally"]
        return dict(sums)

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class ManualClock:
    def __init__(self, now=1_800_000_000.0):
        self.now = now

    def __call__(self):
        return self.now


def seeded():
    """A generator of random numbers whose seed is printed, so that a failure can be repeated with PIPELINE_PYTHON_SEED."""
    seed = int(os.environ.get("PIPELINE_PYTHON_SEED", "0")) or 20_260_203
    print(f"seed {seed}")
    return random.Random(seed)
