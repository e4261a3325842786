import collections
import unittest

from tests.fake_silo import FakeSilo, ManualClock, seeded
from pipeline_client import Client


class SamplingTests(unittest.TestCase):
    def setUp(self):
        self.silo = FakeSilo()
        self.clock = ManualClock()
        self.random = seeded()

    def tearDown(self):
        self.silo.close()

    def client(self, **options):
        options.setdefault("profile", 0)
        client = Client(self.silo.url, clock=self.clock, randomness=self.random.random, batch_age_seconds=600, **options)
        self.addCleanup(client.close, 1)
        return client

    def details(self, client, endpoint=None):
        self.assertTrue(client.flush(30))
        return self.silo.details(endpoint)

    def test_each_second_of_an_endpoint_and_segment_keeps_one_detail_at_least(self):
        client = self.client(sample=0)
        for _ in range(20):
            for number in range(50):
                client.record("/x", f"s{number % 3}", 1)
            self.clock.now += 1
        seen = collections.Counter((detail["segment"], detail["time"] // 1000) for detail in self.details(client))
        self.assertEqual(60, len(seen))
        self.assertEqual(1000, sum(self.silo.tallies().values()))

    def test_weights_add_up_to_the_calls_and_to_what_they_did(self):
        # 400 seconds of 200 calls: seven standard errors on either side, with a printed seed.
        client = self.client(sample=0.05, details_per_second=1000)
        for _ in range(400):
            for number in range(200):
                client.record("/x", "free", 1, operations={"a": number % 4}, error="broken" if number % 50 == 0 else None)
            self.clock.now += 1
        details = self.details(client)
        self.assertLess(len(details), 12_000)
        weights = [detail.get("weight", 1) for detail in details]
        error = sum(weight * (weight - 1) for weight in weights) ** 0.5
        self.assertLess(abs(sum(weights) - 80_000), 7 * error)
        work = sum(weight * detail["operations"].get("a", {"count": 0})["count"] for weight, detail in zip(weights, details))
        self.assertLess(abs(work - 120_000), 7 * 3 * error)
        errors = [detail for detail in details if "error" in detail]
        self.assertEqual(1600, len(errors))
        self.assertEqual({1}, {detail.get("weight", 1) for detail in errors})

    def test_an_upper_rate_is_kept_and_weights_stay_true(self):
        client = self.client(details_per_second=50)
        for _ in range(20):
            for number in range(3000):
                client.record("/x", "free", 1, error="broken" if number % 3 == 0 else None)
            self.clock.now += 1
        details = self.details(client)
        # By the rate, by the floor of one in i calls (8 a second), and errors beside both by a rate of their own.
        self.assertLess(len(details) / 20, 50 + 10 + 50)
        for is_error, calls in ((True, 20_000), (False, 40_000)):
            weights = [detail.get("weight", 1) for detail in details if ("error" in detail) == is_error]
            error = sum(weight * (weight - 1) for weight in weights) ** 0.5
            self.assertLess(abs(sum(weights) - calls), 7 * error)

    def test_named_segments_overrides_and_predicates(self):
        client = self.client(
            sample=0, endpoints={"/always": {"sample": 1}},
            sample_if=lambda endpoint, segment: {"/asked": True, "/halved": 0.5, "/premium-less": False}.get(endpoint))
        for _ in range(40):
            for endpoint in ("/x", "/always", "/asked", "/halved"):
                client.record(endpoint, "free", 1)
            client.record("/x", "premium", 1)
            client.record("/premium-less", "premium", 1)
        kept = collections.Counter((detail["endpoint"], detail["segment"]) for detail in self.details(client))
        self.assertEqual(40, kept[("/x", "premium")])
        self.assertEqual(40, kept[("/always", "free")])
        self.assertEqual(40, kept[("/asked", "free")])
        self.assertLess(kept[("/x", "free")], 15)
        self.assertLess(kept[("/premium-less", "premium")], 15)
        self.assertTrue(10 < kept[("/halved", "free")] < 35, kept)

    def test_slow_calls_are_kept_with_a_weight_of_one(self):
        client = self.client(sample=0)
        for number in range(2000):
            client.record("/x", "free", 100 if number % 500 == 499 else 1)
        slow = [detail for detail in self.details(client) if detail["duration_ms"] == 100]
        self.assertEqual([1, 1, 1, 1], [detail.get("weight", 1) for detail in slow])

    def test_a_predicate_that_fails_leaves_the_call_alone(self):
        client = self.client(sample_if=lambda endpoint, segment: 1 / 0)
        with self.assertLogs("pipeline_client", "WARNING"):
            client.record("/x", "free", 1)
        self.assertEqual(1, len(self.details(client)))
        self.assertEqual(1, client.stats()["internal_errors"])
