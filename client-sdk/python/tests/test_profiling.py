import asyncio
import cProfile
import json
import sys
import threading
import unittest

from tests.fake_silo import FakeSilo, seeded
from pipeline_client import Client


def cache_key(number):
    return json.dumps([number])


def page(times=847):
    for number in range(times):
        cache_key(number)


class Basket:
    def total(self):
        return self.tax() + self.rate()

    @staticmethod
    def tax():
        return sum([1, 2])

    @classmethod
    def rate(cls):
        return [abs(number) for number in (1, 2)][0]


def only_here():
    return 1


class ProfilingTests(unittest.TestCase):
    def setUp(self):
        self.silo = FakeSilo()

    def tearDown(self):
        self.silo.close()

    def client(self, **options):
        client = Client(self.silo.url, **options)
        self.addCleanup(client.close, 1)
        return client

    def details(self, client, endpoint=None):
        self.assertTrue(client.flush(30))
        self.assertEqual(0, client.stats()["internal_errors"], client.stats())
        return self.silo.details(endpoint)

    def test_what_nobody_counted_is_found(self):
        for share in (0.01, 1.0):
            with self.subTest(share=share):
                client = self.client(profile=share, details_per_second=10_000)
                endpoint = f"/page-{share}"
                handler = client.observe(endpoint=endpoint)(page)
                for _ in range(60):
                    handler()
                details = self.details(client, endpoint)
                self.assertEqual(60, len(details))
                for name in ("json.dumps", "json.encoder.JSONEncoder.encode", "tests.test_profiling.cache_key"):
                    self.assertEqual({847}, {detail["operations"][name]["count"] for detail in details})
                own = [detail for detail in details if detail["values"]["profile.own"] == 1]
                self.assertEqual(len(own), client.stats()["profiles"])
                self.assertGreater(len(own), 0 if share < 1 else 30)
                # The profiler's time is no duration of the endpoint.
                for detail in details:
                    self.assertEqual(detail["values"]["profile.own"] == 0, "duration_ms" in detail and "cpu_ms" in detail)
                    self.assertEqual(detail["values"]["profile.own"] == 1, "profile.wall_ms" in detail["values"])
                self.assertIsNone(sys.getprofile())

    def test_what_details_carry_is_true_on_average(self):
        random = seeded()
        client = self.client(profile=0.05, details_per_second=100_000, randomness=random.random)
        sizes = [random.choice((1, 21)) for _ in range(8000)]
        handler = client.observe(endpoint="/x")(page)
        for size in sizes:
            handler(size)
        counts = [detail["operations"]["json.dumps"]["count"] for detail in self.details(client, "/x")]
        self.assertEqual(8000, len(counts))
        self.assertEqual({1, 21}, set(counts))
        # As exact as the profiles are many: each stands for the calls up to the next one, so their number is uneven as well.
        error = 10 * (2 / client.stats()["profiles"]) ** 0.5
        self.assertLess(abs(sum(counts) - sum(sizes)) / 8000, 5 * error)

    def test_about_the_share_is_profiled(self):
        client = self.client(profile=0.1)
        handler = client.observe(endpoint="/x")(only_here)
        for _ in range(2000):
            handler()
        # Of calls that take no time some find 32 profiles waiting to be read, and are left alone.
        stats = client.stats()
        self.assertTrue(120 < stats["profiles"] + stats["profiles_given_up"] < 290, stats)
        self.assertGreater(stats["profiles"], 0)

    def test_always_never_and_by_predicate(self):
        client = self.client(
            profile=0, endpoints={"/always": {"profile": 1}, "/never": {"profile": 0}},
            profile_if=lambda endpoint, segment: segment == "watched" or None)
        for endpoint, segment in (("/always", "free"), ("/never", "free"), ("/x", "watched"), ("/x", "free")):
            client.observe(endpoint=endpoint, segment=segment)(page)(1)
        profiled = [(detail["endpoint"], detail["segment"]) for detail in self.details(client) if "values" in detail]
        self.assertEqual([("/always", "free"), ("/x", "watched")], sorted(profiled))

    def test_what_is_counted_by_hand_is_left_to_the_hand(self):
        client = self.client(profile=1)
        for number in range(3):
            with client.call("/x") as call:
                page(5)
                call.count("json.dumps", 5)
                call.dependency("tests.test_profiling.cache_key", 0.1)
        for detail in self.details(client):
            self.assertEqual({"count": 5}, detail["operations"]["json.dumps"])
            self.assertEqual("dependency", detail["operations"]["tests.test_profiling.cache_key"]["kind"])
            self.assertEqual(5, detail["operations"]["json.encoder.JSONEncoder.encode"]["count"])

    def test_functions_are_named_as_people_look_for_them(self):
        client = self.client(profile=1, profile_functions=50)

        def work():
            Basket().total()
            items = []
            items.append(1)
            len(items)
            ",".join(["a"])
            sorted([2, 1], key=lambda number: number)

        with client.call("/x"):
            work()
        operations = self.details(client)[0]["operations"]
        here = "tests.test_profiling."
        expected = {
            here + "Basket.total", here + "Basket.tax", here + "Basket.rate", "builtins.abs", "builtins.len", "builtins.sum", "list.append",
            "str.join", "builtins.sorted"}
        self.assertEqual(set(), expected - set(operations), sorted(operations))
        self.assertEqual(2, operations["builtins.abs"]["count"])
        self.assertEqual([], [name for name in operations if any(part in name for part in ("pipeline_client", "listcomp", "setprofile", "getprofile", "Profiler"))])

    def test_recursion_counts_each_call_and_its_time_once(self):
        client = self.client(profile=1)

        def down(depth):
            return depth and down(depth - 1)

        with client.call("/x"):
            down(100)
        detail = self.details(client)[0]
        name = next(name for name in detail["operations"] if name.endswith("down"))
        self.assertEqual(101, detail["operations"][name]["count"])
        self.assertLessEqual(detail["operations"][name]["ms"], detail["values"]["profile.wall_ms"]["distribution"])

    def test_another_threads_calls_are_not_this_ones(self):
        client = self.client(profile=1)
        stop = threading.Event()
        is_running = threading.Event()

        def other():
            while not stop.is_set():
                only_here()
                is_running.set()

        thread = threading.Thread(target=other)
        thread.start()
        is_running.wait(30)
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            with client.call("/x"):
                page(300)
        finally:
            sys.setswitchinterval(interval)
            stop.set()
            thread.join()
        operations = self.details(client)[0]["operations"]
        self.assertEqual(300, operations["json.dumps"]["count"])
        self.assertNotIn("tests.test_profiling.only_here", operations)

    def test_profiles_of_many_threads_do_not_mix(self):
        client = self.client(profile=1)
        handler = client.observe(endpoint="/x")(page)
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            threads = [threading.Thread(target=lambda: [handler(40) for _ in range(5)]) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            sys.setswitchinterval(interval)
        self.assertEqual({40}, {detail["operations"]["json.dumps"]["count"] for detail in self.details(client)})

    def test_a_profiler_that_is_active_is_left_alone(self):
        client = self.client(profile=1)
        handler = client.observe(endpoint="/x")(page)
        seen = []

        def hook(frame, event, argument):
            seen.append(event)

        sys.setprofile(hook)
        try:
            handler(3)
            self.assertIs(hook, sys.getprofile())
        finally:
            sys.setprofile(None)
        profile = cProfile.Profile()
        profile.enable()
        try:
            handler(4)
        finally:
            profile.disable()
        self.assertIn(4, [entry.callcount for entry in profile.getstats() if getattr(entry.code, "co_name", "") == "cache_key"])
        details = self.details(client)
        self.assertEqual(2, len(details))
        self.assertTrue(all("operations" not in detail and "duration_ms" in detail for detail in details), details)
        self.assertEqual(2, client.stats()["profiles_given_up"])

    def test_a_profiler_that_begins_within_a_call_stays(self):
        client = self.client(profile=1)
        profile = cProfile.Profile()
        with client.call("/x"):
            profile.enable()
            page(2)
        page(3)
        profile.disable()
        self.assertIn(5, [entry.callcount for entry in profile.getstats() if getattr(entry.code, "co_name", "") == "cache_key"])
        detail = self.details(client)[0]
        if sys.version_info < (3, 12):
            self.assertNotIn("operations", detail)
            self.assertEqual(1, client.stats()["profiles_given_up"])
        else:
            self.assertEqual(2, detail["operations"]["json.dumps"]["count"])

    def test_tasks_of_one_thread_do_not_mix(self):
        client = self.client(profile=1)

        @client.observe(endpoint="/a")
        async def first(gate):
            page(3)
            await gate.wait()
            page(4)

        @client.observe(endpoint="/b")
        async def second(gate):
            only_here()
            gate.set()
            await asyncio.sleep(0)
            only_here()

        async def main():
            gate = asyncio.Event()
            await asyncio.gather(first(gate), second(gate))

        asyncio.run(main())
        a, b = self.details(client, "/a")[0]["operations"], self.details(client, "/b")[0]["operations"]
        self.assertEqual(7, a["json.dumps"]["count"])
        self.assertNotIn("tests.test_profiling.only_here", a)
        self.assertEqual(2, b["tests.test_profiling.only_here"]["count"])
        self.assertNotIn("json.dumps", b)

    def test_a_block_within_an_event_loop_is_not_profiled(self):
        client = self.client(profile=1)

        async def main():
            with client.call("/x"):
                page(3)
                await asyncio.sleep(0)

        asyncio.run(main())
        detail = self.details(client)[0]
        self.assertNotIn("operations", detail)
        self.assertNotIn("cpu_ms", detail)
        self.assertIn("duration_ms", detail)

    def test_a_generator_is_profiled_without_its_consumer(self):
        client = self.client(profile=1)

        @client.observe(endpoint="/x")
        def items():
            for _ in range(3):
                only_here()
                yield 1

        for _ in items():
            page(2)
        operations = self.details(client)[0]["operations"]
        self.assertEqual(3, operations["tests.test_profiling.only_here"]["count"])
        self.assertNotIn("json.dumps", operations)

    def test_an_exception_leaves_a_profile_behind_and_goes_on(self):
        client = self.client(profile=1)

        @client.observe(endpoint="/x")
        def broken():
            page(9)
            raise OSError("gone")

        with self.assertRaises(OSError):
            broken()
        self.assertIsNone(sys.getprofile())
        detail = self.details(client)[0]
        self.assertEqual(("error", 9), (detail["outcome"], detail["operations"]["json.dumps"]["count"]))

    def test_a_nested_call_is_part_of_the_profile_around_it(self):
        client = self.client(profile=1)
        inner = client.observe(endpoint="/inner")(page)
        with client.call("/outer"):
            inner(6)
        self.assertEqual(6, self.details(client, "/outer")[0]["operations"]["json.dumps"]["count"])
        self.assertNotIn("operations", self.silo.details("/inner")[0])

    def test_a_limit_is_watched_by_profiles_too(self):
        client = self.client(profile=1)
        with self.assertLogs("pipeline_client", "WARNING") as logs:
            with client.call("/x") as call:
                call.limit("json.dumps", 10)
                page(11)
            self.assertTrue(client.flush(30))
            client.close(30)
        self.assertEqual(["/x: more than 10 calls of json.dumps in one call"], [record.getMessage() for record in logs.records])

    def test_a_long_call_is_added_up_while_it_runs(self):
        client = self.client(profile=1)
        with client.call("/x"):
            page(20_000)
        self.assertEqual(20_000, self.details(client)[0]["operations"]["json.dumps"]["count"])
