import asyncio
import contextvars
import json
import threading
import unittest

from tests.fake_silo import FakeSilo
from pipeline_client import Client, LimitExceeded, count, current_call


class RecordingTests(unittest.TestCase):
    def setUp(self):
        self.silo = FakeSilo()
        self.client = Client(self.silo.url, profile=0)

    def tearDown(self):
        self.client.close(1)
        self.silo.close()

    def detail(self):
        self.assertTrue(self.client.flush(30))
        details = self.silo.details()
        self.assertEqual(1, len(details), details)
        return details[0]

    def test_every_call_of_many_threads_is_counted(self):
        client = Client(self.silo.url, profile=0, sample=0.001)

        def work(number):
            for index in range(1000):
                try:
                    with client.call("/many", segment=f"s{number % 2}"):
                        if index % 10 == 0:
                            raise KeyError(index)
                except KeyError:
                    pass

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertTrue(client.flush(30))
        client.close()
        self.assertEqual(
            {("/many", f"s{segment}", outcome): calls for segment in (0, 1) for outcome, calls in (("ok", 3600), ("error", 400))},
            self.silo.tallies())

    def test_an_exception_is_an_error_and_goes_on(self):
        with self.assertRaises(ZeroDivisionError):
            with self.client.call("/x", segment="free"):
                1 / 0
        detail = self.detail()
        self.assertEqual(("error", "ZeroDivisionError"), (detail["outcome"], detail["error"]))
        self.assertEqual({("/x", "free", "error"): 1}, self.silo.tallies())

    def test_a_call_says_what_it_did(self):
        with self.client.call("/x", trace_id="0af7651916cd43dd8448eb211c80319c", span_id="b7ad6b7169203331") as call:
            call.count("json.dumps", 3)
            call.count("json.dumps")
            call.dependency("redis", 0.002, failed=True)
            call.dependency("redis", 0.001)
            call.value("revenue", 2.5)
            call.value("revenue", 1)
            call.distribution("bytes", 100)
            call.resource("db_queries", 2)
            sum(range(1000))
        detail = self.detail()
        self.assertEqual(4, detail["operations"]["json.dumps"]["count"])
        redis = detail["operations"]["redis"]
        self.assertEqual(("dependency", 2, 1), (redis["kind"], redis["count"], redis["errors"]))
        self.assertAlmostEqual(3.0, redis["ms"])
        self.assertEqual({"revenue": {"sum": 3.5}, "bytes": {"distribution": 100}}, detail["values"])
        self.assertEqual(2, detail["db_queries"])
        self.assertGreater(detail["duration_ms"], 0)
        self.assertGreater(detail["cpu_ms"], 0)
        self.assertEqual("0af7651916cd43dd8448eb211c80319c", detail["trace_id"])

    def test_record_takes_a_call_that_is_over(self):
        self.client.record(
            "/x", "free", 12.5, error="timeout", count=3, time_unix=1_800_000_000.25, db_queries=2, operations={"a": 5, "b": {"count": 1, "kind": "io", "ms": 2}},
            values={"revenue": 1.5, "size": {"distribution": 7}})
        detail = self.detail()
        self.assertEqual(1_800_000_000_250, detail["time"])
        self.assertEqual((12.5, "error", "timeout", 3, 2), tuple(detail[name] for name in ("duration_ms", "outcome", "error", "count", "db_queries")))
        self.assertEqual({"a": {"count": 5}, "b": {"count": 1, "kind": "io", "ms": 2}}, detail["operations"])
        self.assertEqual({("/x", "free", "error"): 3}, self.silo.tallies())

    def test_nested_calls_count_for_themselves(self):
        @self.client.observe(endpoint="/inner")
        def inner():
            count("work", 5)

        with self.client.call("/outer") as outer:
            count("work", 1)
            inner()
            self.assertIs(outer, current_call())
            count("work", 2)
        self.assertIsNone(current_call())
        self.assertTrue(self.client.flush(30))
        self.assertEqual(3, self.silo.details("/outer")[0]["operations"]["work"]["count"])
        self.assertEqual(5, self.silo.details("/inner")[0]["operations"]["work"]["count"])

    def test_the_current_call_goes_where_its_context_goes(self):
        with self.client.call("/x"):
            context = contextvars.copy_context()
            thread = threading.Thread(target=context.run, args=(count, "elsewhere", 4))
            thread.start()
            thread.join()
        self.assertEqual(4, self.detail()["operations"]["elsewhere"]["count"])

    def test_the_decorator_asks_the_arguments(self):
        @self.client.observe(endpoint=lambda name, plan: "/" + name, segment=lambda name, plan: plan)
        def handler(name, plan):
            """What it says."""
            return name + plan

        self.assertEqual("handler", handler.__name__)
        self.assertEqual("What it says.", handler.__doc__)
        self.assertEqual("ab", handler("a", plan="b"))
        self.assertEqual(("/a", "b"), tuple(self.detail()[name] for name in ("endpoint", "segment")))

    def test_a_bare_decorator_takes_the_functions_name(self):
        @self.client.observe
        def handler():
            return 1

        self.assertEqual(1, handler())
        self.assertTrue(self.detail()["endpoint"].endswith("handler"))

    def test_a_generator_is_one_call_until_its_end(self):
        @self.client.observe(endpoint="/stream")
        def stream():
            got = yield 1
            count("got", got)
            yield 2
            return 3

        steps = stream()
        self.assertEqual(1, next(steps))
        self.assertIsNone(current_call())
        self.assertEqual(2, steps.send(5))
        with self.assertRaises(StopIteration) as end:
            next(steps)
        self.assertEqual(3, end.exception.value)
        self.assertEqual(5, self.detail()["operations"]["got"]["count"])

    def test_a_generator_that_is_left_early_is_no_error(self):
        @self.client.observe(endpoint="/stream")
        def stream():
            yield 1
            yield 2

        for _ in stream():
            break
        self.assertNotIn("outcome", self.detail())

    def test_coroutines_and_asynchronous_generators(self):
        @self.client.observe(endpoint="/task", segment="free")
        async def task(number):
            await asyncio.sleep(0)
            count("steps", number)
            await asyncio.sleep(0)
            if number == 3:
                raise ValueError("three")
            return number

        @self.client.observe(endpoint="/items")
        async def items():
            for number in range(3):
                await asyncio.sleep(0)
                count("items")
                yield number

        async def main():
            results = await asyncio.gather(*(task(number) for number in range(1, 5)), return_exceptions=True)
            return results, [item async for item in items()]

        results, seen = asyncio.run(main())
        self.assertEqual([1, 2, 4], [result for result in results if isinstance(result, int)])
        self.assertIsInstance(results[2], ValueError)
        self.assertEqual([0, 1, 2], seen)
        self.assertTrue(self.client.flush(30))
        self.assertEqual([1, 2, 3, 4], sorted(detail["operations"]["steps"]["count"] for detail in self.silo.details("/task")))
        self.assertEqual(3, self.silo.details("/items")[0]["operations"]["items"]["count"])
        self.assertEqual({("/task", "free", "ok"): 3, ("/task", "free", "error"): 1, ("/items", "default", "ok"): 1}, self.silo.tallies())

    def test_a_cancelled_task_is_an_error(self):
        started = asyncio.Event

        @self.client.observe(endpoint="/task")
        async def task(event):
            event.set()
            await asyncio.Event().wait()

        async def main():
            event = started()
            running = asyncio.ensure_future(task(event))
            await event.wait()
            running.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await running

        asyncio.run(main())
        self.assertEqual("CancelledError", self.detail()["error"])

    def test_a_limit_raises_where_it_was_asked_to(self):
        with self.assertRaises(LimitExceeded):
            with self.client.call("/x") as call:
                call.limit("json.dumps", 10, action="raise")
                call.count("json.dumps", 10)
                call.count("json.dumps")
        self.assertEqual("LimitExceeded", self.detail()["error"])
        self.assertEqual(1, self.client.stats()["limits_exceeded"])

    def test_a_limit_is_logged_otherwise(self):
        with self.assertLogs("pipeline_client", "WARNING") as logs:
            with self.client.call("/x") as call:
                call.limit("json.dumps", 10)
                call.count("json.dumps", 11)
                call.count("json.dumps")
        self.assertEqual(["/x: more than 10 calls of json.dumps in one call"], [record.getMessage() for record in logs.records])
        self.assertEqual(1, self.client.stats()["limits_exceeded"])

    def test_bad_input_is_counted_and_never_raised(self):
        with self.assertLogs("pipeline_client", "WARNING"):
            with self.client.call("/x") as call:
                call.count("a", float("nan"))
                call.count("a", -1)
                call.count("a", "many")
                call.dependency("b", "long")
                call.value("c", None)
                call.resource("fuel", 1)
                call.count("good", 2)
        self.client.record("/x", duration_ms="long")
        self.client.record("/x", colour="red")
        self.client.record("", duration_ms=1)
        self.client.observe(endpoint="/x", segment=lambda: 1 / 0)(lambda: None)()
        self.assertTrue(self.client.flush(30))
        self.assertEqual(9, self.client.stats()["internal_errors"])
        self.assertEqual(1, self.client.stats()["dropped"]["invalid"])
        self.assertEqual([{"good": {"count": 2}}], [detail["operations"] for detail in self.silo.details() if "operations" in detail])

    def test_a_call_is_entered_once(self):
        call = self.client.call("/x")
        with call:
            pass
        with self.assertLogs("pipeline_client", "WARNING"):
            with call:
                pass
        self.assertEqual(1, self.client.stats()["internal_errors"])
        self.detail()

    def test_names_are_made_to_fit(self):
        self.client.record("/\u20ac" * 200 + "\n", "a\tb", 1, operations={"x\u0000" + "y" * 300: 1, "lone \ud800": 2})
        detail = self.detail()
        self.assertLessEqual(len(detail["endpoint"].encode()), 256)
        self.assertEqual("a?b", detail["segment"])
        self.assertEqual(["lone ?", "x?" + "y" * 254], sorted(detail["operations"]))

    def test_wrong_options_are_said_at_once(self):
        for options in (
                {"urls": "localhost"}, {"urls": []}, {"sample": 2}, {"profile": -1}, {"endpoints": {"/x": {"sampel": 1}}},
                {"batch_bytes": 1 << 30}, {"limit_action": "shout"}, {"source": "me"}):
            with self.subTest(json.dumps(options)), self.assertRaises(ValueError):
                Client(**options)
