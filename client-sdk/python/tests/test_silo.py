import json
import os
import unittest
import urllib.parse
import urllib.request
import uuid

from tests.fake_silo import seeded
from tests.test_profiling import page
from pipeline_client import Client

SILO = os.environ.get("PIPELINE_SILO_URL")


@unittest.skipUnless(SILO, "PIPELINE_SILO_URL names no silo")
class SiloTests(unittest.TestCase):
    """Against a real silo: what it answers is what happened."""

    def setUp(self):
        self.endpoint = f"/python-{uuid.uuid4().hex}"

    def client(self, **options):
        client = Client(SILO, **options)
        self.addCleanup(client.close, 1)
        return client

    def ask(self, client, lines_rejected=0):
        self.assertTrue(client.flush(60), client.stats())
        if lines_rejected is not None:
            self.assertEqual((lines_rejected, 0), (client.stats()["lines_rejected"], client.stats()["internal_errors"]), client.stats())
        name = urllib.parse.quote(self.endpoint, safe="")
        with urllib.request.urlopen(f"{SILO}/api/v1/endpoints/{name}?window=all", timeout=60) as answer:
            report = json.load(answer)
        return report, {operation["name"]: operation for operation in report["operations"]}

    def test_counts_are_exact_whatever_is_sampled(self):
        client = self.client(sample=0.01, profile=0, randomness=seeded().random)
        for number in range(3000):
            client.record(
                self.endpoint, "free", 2, error="broken" if number % 100 == 0 else None,
                operations={"redis": {"kind": "dependency", "count": 3, "ms": 1}})
        report, operations = self.ask(client)
        self.assertEqual((3000, 0, 30), (report["count"], report["count_stderr"], report["errors"]))
        self.assertLess(report["events"], 300)
        self.assertAlmostEqual(3, operations["redis"]["per_event"], places=6)
        self.assertAlmostEqual(2, report["duration_ms"]["mean"], delta=0.02)

    def test_the_silo_shows_what_nobody_counted(self):
        for share in (0.01, 1.0):
            with self.subTest(share=share):
                self.setUp()
                client = self.client(profile=share)
                handler = client.observe(endpoint=self.endpoint, segment="premium")(page)
                for _ in range(200):
                    handler()
                report, operations = self.ask(client)
                self.assertEqual(200, report["count"])
                self.assertAlmostEqual(847, operations["json.dumps"]["per_event"], places=6)
                self.assertEqual((847, 1), (operations["json.dumps"]["max_per_event"], operations["json.dumps"]["share_of_events"]))

    def test_the_silo_hears_what_was_dropped(self):
        client = self.client(profile=0, buffer_events=10, details_per_second=10_000)
        with client._lock:  # The sender cannot take anything meanwhile.
            for number in range(50):
                client.record(self.endpoint, "free", number)
        report, _ = self.ask(client)
        self.assertEqual((50, 10, {"buffer_full": 40}), (report["count"], report["events"], client.stats()["dropped"]))
        self.assertEqual([{"cause": "buffer_full", "events": 40, "calls": 0}], report["dropped"])

    def test_a_batch_that_is_repeated_counts_once(self):
        client = self.client(profile=0, headers={"Pipeline-Sequence": "5"})
        client.record(self.endpoint, duration_ms=1)
        self.assertEqual(1, self.ask(client)[0]["count"])
        # The same source and sequence with another body: the silo knows the batch by its name.
        client.record(self.endpoint, duration_ms=1)
        self.assertEqual(1, self.ask(client)[0]["count"])
