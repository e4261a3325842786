import os
import subprocess
import sys
import time
import unittest

from tests.fake_silo import FakeSilo, ManualClock
from pipeline_client import Client

HERE = os.path.dirname(os.path.abspath(__file__))


def free_port_url():
    silo = FakeSilo()
    silo.close()
    return silo.url


class DeliveryTests(unittest.TestCase):
    def setUp(self):
        self.silo = FakeSilo()

    def tearDown(self):
        self.silo.close()

    def client(self, urls=None, **options):
        options.setdefault("profile", 0)
        options.setdefault("backoff_seconds", (0.01, 0.05))
        client = Client(urls or self.silo.url, **options)
        self.addCleanup(client.close, 1)
        return client

    def test_batches_are_numbered_and_say_who_sends(self):
        client = self.client(headers={"Authorization": "Bearer x"})
        for number in range(3):
            client.record("/x", duration_ms=number)
            self.assertTrue(client.flush(30))
        self.assertEqual([0, 1, 2], [request.identity[1] for request in self.silo.requests])
        self.assertEqual({client.stats()["source"]}, {request.identity[0] for request in self.silo.requests})
        headers = self.silo.requests[0].headers
        self.assertEqual("/v1/events", self.silo.requests[0].path)
        self.assertEqual(("gzip", "application/x-ndjson", "Bearer x"), tuple(
            headers[name] for name in ("Content-Encoding", "Content-Type", "Authorization")))
        self.assertLess(abs(int(headers["Pipeline-Source-Start"]) - time.time() * 1000), 600_000)

    def test_age_sends_without_a_flush(self):
        client = self.client(batch_age_seconds=0.01)
        client.record("/x", duration_ms=1)
        self.silo.await_requests(1)

    def test_a_batch_is_repeated_byte_for_byte(self):
        self.silo.script.extend(["cut", (503, {}, ""), (429, {}, ""), "lost", (500, {}, "")])
        client = self.client()
        client.record("/x", duration_ms=1)
        self.assertTrue(client.flush(30))
        # The connection was new at each of these: what is cut on one that was kept is tried again at once.
        self.assertGreaterEqual(len(self.silo.requests), 6)
        self.assertEqual(1, len({(request.identity, request.body) for request in self.silo.requests}))
        self.assertEqual({("/x", "default", "ok"): 1}, self.silo.tallies())
        self.assertGreaterEqual(client.stats()["retries"], 4)

    def test_retry_after_is_obeyed(self):
        self.silo.script.append((503, {"Retry-After": "1"}, ""))
        client = self.client()
        client.record("/x", duration_ms=1)
        start = time.monotonic()
        self.assertTrue(client.flush(30))
        self.assertGreaterEqual(time.monotonic() - start, 1.0)
        self.assertEqual(2, len(self.silo.requests))

    def test_the_next_silo_takes_what_the_first_does_not(self):
        other = FakeSilo()
        self.addCleanup(other.close)
        self.silo.answer_always = (503, {"Retry-After": "60"}, "")
        client = self.client([free_port_url(), self.silo.url, other.url])
        for _ in range(2):
            client.record("/x", duration_ms=1)
            self.assertTrue(client.flush(30))
        self.assertEqual({("/x", "default", "ok"): 2}, other.tallies())
        self.assertEqual(1, len(self.silo.requests))

    def test_what_is_refused_for_good_is_counted_and_told(self):
        self.silo.script.append((400, {}, "no"))
        client = self.client(batch_age_seconds=600)
        client.record("/x", "free", 1, time_unix=1_800_000_000)
        client.record("/x", "free", 1, time_unix=1_800_000_000)
        with self.assertLogs("pipeline_client", "WARNING") as logs:
            self.assertTrue(client.flush(30))
        self.assertIn("a batch is refused for good", logs.output[0])
        self.assertEqual(2, client.stats()["dropped"]["refused"])
        client.record("/y", duration_ms=1)
        self.assertTrue(client.flush(30))
        self.assertEqual(
            [{"time": 1_800_000_000_000, "endpoint": "/x", "segment": "free", "dropped": {"cause": "refused", "events": 2, "calls": 2}}],
            self.silo.drops())
        self.assertIn("HTTP 400 no", client.stats()["last_error"])

    def test_while_the_silo_is_away_details_go_first_and_counts_stay(self):
        self.silo.answer_always = (503, {}, "")
        client = self.client(buffer_events=20, batch_age_seconds=0.01, details_per_second=10_000)
        client.record("/x", "free", 0, time_unix=1_800_000_000)
        self.silo.await_requests(1)  # From here on one batch is attempted, and nothing else is written.
        for number in range(1, 101):
            client.record("/x", "free", number, time_unix=1_800_000_000)
        self.assertFalse(client.flush(0.05))
        self.silo.answer_always = None
        self.assertTrue(client.flush(30))
        self.assertEqual({("/x", "free", "ok"): 101}, self.silo.tallies())
        self.assertEqual([0] + list(range(81, 101)), sorted(detail["duration_ms"] for detail in self.silo.details()))
        self.assertEqual([{"cause": "buffer_full", "events": 80, "calls": 0}], [line["dropped"] for line in self.silo.drops()])
        self.assertEqual({"buffer_full": 80}, client.stats()["dropped"])

    def test_a_long_absence_costs_seconds_but_no_counts(self):
        clock = ManualClock()
        self.silo.answer_always = (503, {}, "")
        client = self.client(clock=clock, tallies_max=300, buffer_events=10)
        for _ in range(3000):
            client.record("/x", "free", 1)
            client.record("/x", "free", 1, error="broken")
            clock.now += 1
        self.assertLessEqual(client.stats()["tallies_waiting"], 300)
        self.silo.answer_always = None
        self.assertTrue(client.flush(30))
        self.assertEqual({("/x", "free", "ok"): 3000, ("/x", "free", "error"): 3000}, self.silo.tallies())

    def test_what_cannot_be_kept_any_more_is_told(self):
        clock = ManualClock()
        self.silo.answer_always = (503, {}, "")
        client = self.client(clock=clock, tallies_max=100, buffer_events=10)
        client.record("/e0", "free", 1)
        self.silo.await_requests(1)
        for number in range(400):
            client.record(f"/e{number}", "free", 1)
            clock.now += 1
        self.silo.answer_always = None
        self.assertTrue(client.flush(30))
        lost = sum(line["dropped"]["calls"] for line in self.silo.drops())
        self.assertGreater(lost, 0)
        self.assertEqual(401, sum(self.silo.tallies().values()) + lost)

    def test_batches_end_at_their_size(self):
        client = self.client(batch_bytes=4096, batch_age_seconds=600, details_per_second=10_000)
        for number in range(100):
            client.record("/x", duration_ms=number, operations={"a" * 100: 1})
        self.assertTrue(client.flush(30))
        self.assertGreater(len(self.silo.requests), 4)
        self.assertEqual(list(range(100)), sorted(detail["duration_ms"] for detail in self.silo.details()))

    def test_a_flush_is_bounded(self):
        client = self.client(free_port_url(), backoff_seconds=(30, 30))
        client.record("/x", duration_ms=1)
        start = time.monotonic()
        self.assertFalse(client.flush(0.1))
        self.assertLess(time.monotonic() - start, 10)

    def test_a_source_that_is_forgotten_begins_anew(self):
        self.silo.script.append((409, {}, '{"type":"urn:pipeline:problem:source-expired"}'))
        client = self.client()
        before = client.stats()["source"]
        client.record("/x", duration_ms=1)
        client.flush(30)
        client.record("/x", duration_ms=1)
        self.assertTrue(client.flush(30))
        self.assertNotEqual(before, self.silo.requests[-1].identity[0])
        self.assertEqual(0, self.silo.requests[1].identity[1])

    def test_after_closing_nothing_is_recorded(self):
        client = self.client()
        client.record("/x", duration_ms=1)
        self.assertTrue(client.close())
        client.record("/x", duration_ms=1)
        with client.call("/x"):
            pass
        client.close()
        self.assertEqual({("/x", "default", "ok"): 1}, self.silo.tallies())
        self.assertEqual(2, client.stats()["after_close"])

    def run_program(self, text):
        done = subprocess.run(
            [sys.executable, "-B", "-W", "ignore::DeprecationWarning", "-c", text, self.silo.url],
            env={**os.environ, "PYTHONPATH": os.path.dirname(HERE)}, timeout=120, capture_output=True, text=True)
        self.assertEqual((0, ""), (done.returncode, done.stderr), done.stdout)

    def test_the_end_of_the_program_sends_what_is_left(self):
        self.run_program(
            "import sys; from pipeline_client import Client\n"
            "client = Client(sys.argv[1], batch_age_seconds=600, exit_flush_seconds=60)\n"
            "for _ in range(50): client.record('/x', duration_ms=1)\n")
        self.assertEqual({("/x", "default", "ok"): 50}, self.silo.tallies())

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_a_fork_counts_for_itself(self):
        self.run_program(
            "import os, sys; from pipeline_client import Client\n"
            "client = Client(sys.argv[1], batch_age_seconds=600, exit_flush_seconds=60)\n"
            "for _ in range(50): client.record('/x', duration_ms=1)\n"
            "with client.call('/forked'):\n"
            "    child = os.fork()\n"
            "for _ in range(7): client.record('/x' if child else '/child', duration_ms=1)\n"
            "if child: assert os.waitpid(child, 0)[1] == 0\n")
        self.assertEqual(
            {("/x", "default", "ok"): 57, ("/child", "default", "ok"): 7, ("/forked", "default", "ok"): 1}, self.silo.tallies())
        self.assertEqual(2, len({request.identity[0] for request in self.silo.requests}))
