"""Records business calls of a Python program and sends them to a Pipeline silo.

    client = Client("http://127.0.0.1:7847")

    @client.observe(endpoint="/checkout", segment=lambda request: request.plan)
    def checkout(request):
        ...

Every call is counted exactly; sampling decides only whose detail is sent, and a share of calls is profiled, so that the silo shows what
nobody instrumented. Nothing here blocks on the network or raises into the program: what goes wrong inside is counted in
``Client.stats()``. One module, standard library only, Python 3.9 and later. docs/python.md has the statements behind the numbers.
"""

import atexit
import collections
import contextvars
import cProfile
import functools
import gzip
import http.client
import inspect
import json
import logging
import math
import os
import random
import re
import sys
import threading
import time
import types
import urllib.parse
import uuid
import weakref

__all__ = ["Call", "Client", "LimitExceeded", "count", "current_call"]
__version__ = "1.0.0"

_log = logging.getLogger("pipeline_client")

_RESOURCES = frozenset(
    ("cpu_ms", "lock_wait_ms", "memory_delta", "allocated", "db_queries", "cache_hits", "cache_misses", "io_ops", "threads"))
_KINDS = frozenset(("function", "dependency", "io"))

# Limits of the NDJSON format (docs/ndjson.md). A batch of 4,096 details of bounded size stays below the 16 MiB of a request.
_NAME_BYTES_MAX = 256
_SEGMENT_BYTES_MAX = 128
_OPERATIONS_MAX = 256
_VALUES_MAX = 64
_LINE_BYTES_MAX = 256 * 1024
_BATCH_EVENTS_MAX = 4096
_BATCH_LINES_MAX = 16384
_WEIGHT_MAX = 1e6
_CALLS_MAX = 10 ** 9

# Names past this many (endpoint, segment) pairs are counted under the name the silo gives to what has no place.
_CELLS_MAX = 10_000
_ENDPOINTS_MAX = 4_000  # A request may name 4,096.
_OTHER = "__other__"

# A batch is repeated for six days; after seven the silo may have forgotten the source and could no longer tell a repeat.
_EXPIRE_SECONDS = 6 * 86400
_DROPS_MAX = 10_000
_PROFILES_WAITING_MAX = 32

_TRACE_ID = re.compile("(?!0{32})[0-9a-fA-F]{32}")
_SPAN_ID = re.compile("(?!0{16})[0-9a-fA-F]{16}")

_current = contextvars.ContextVar("pipeline_call", default=None)


class LimitExceeded(Exception):
    """A call did an operation more often than ``Call.limit`` allows. Raised only where raising was asked for."""


def current_call():
    """The call that this thread or task is in, or None."""
    return _current.get()


def count(name, number=1):
    """Counts an operation of the current call; does nothing outside of one."""
    call = _current.get()
    if call is not None:
        call.count(name, number)


# ---------------------------------------------------------------------------------------------------------------- input


def _clean_name(text, bytes_max):
    """A name as the silo takes it: no control characters, at most so many bytes of UTF-8, "" if nothing is left."""
    text = text if isinstance(text, str) else str(text)
    if not text.isprintable():
        text = "".join("?" if ord(letter) < 32 or 127 <= ord(letter) < 160 else letter for letter in text)
    data = text.encode("utf-8", "replace")
    return data[:bytes_max].decode("utf-8", "ignore") if len(data) > bytes_max else data.decode("utf-8")


def _amount(value, least=0.0, most=1e12):
    """A finite number within bounds, as the format takes it; raises ValueError otherwise."""
    number = int(value) if isinstance(value, int) else float(value)
    if not math.isfinite(number) or not least <= number <= most:
        raise ValueError(f"{value!r} is not a number from {least:g} to {most:g}")
    return number


def _share(value, what):
    if not 0 <= value <= 1:
        raise ValueError(f"{what} is a probability from 0 to 1, not {value!r}")
    return float(value)


# -------------------------------------------------------------------------------------------------------------- profiles


def _is_own(key):
    return isinstance(key, types.CodeType) and key.co_filename == __file__


class _ThreadProfiler:
    """Counts and times the functions of one thread, with the figures of cProfile.

    From Python 3.12 on cProfile listens to all threads of the process and would count the calls of other requests as this one's.
    ``sys.setprofile`` still belongs to one thread, so it is what is used there. The hook only notes what begins and ends when; adding up
    happens in the background, or every 25,000 notes, so that the notes of a long call are bounded.
    """

    _NOTES_MAX = 50_000

    def __init__(self):
        self._stats = {}
        self._stack = []
        self._notes = []
        self._hook = self._make_hook()

    def enable(self):
        # What was open when it was switched off, such as the switch itself, never ends.
        self._notes.append(False)
        self._notes.append(0.0)
        sys.setprofile(self._hook)

    def disable(self):
        sys.setprofile(None)

    def is_on(self):
        return sys.getprofile() is self._hook

    def getstats(self):
        """(code, or module and name; calls, total seconds, own seconds) of each function."""
        self._add_up()
        return [(key, entry[0], entry[1], entry[2]) for key, entry in self._stats.items() if entry[0]]

    def _make_hook(self):
        # What began and the time, or None and the time of an end: flat, so that the garbage collector has nothing to look at.
        notes, clock, most, add_up = self._notes, time.perf_counter, self._NOTES_MAX, self._add_up
        note = notes.append

        def hook(frame, event, argument):
            if event == "call":
                note(frame.f_code)
                if len(notes) > most:
                    key = notes.pop()
                    add_up()
                    note(key)
            elif event == "c_call":
                # The name, not the function: a bound method would keep its owner alive.
                try:
                    note((argument.__module__, argument.__qualname__))
                except AttributeError:
                    note((None, type(argument).__name__))
            else:
                note(None)
            note(clock())

        return hook

    def _add_up(self):
        stats, stack, notes = self._stats, self._stack, self._notes
        pop, push, known = stack.pop, stack.append, stats.get
        position = iter(notes)
        for key, now in zip(position, position):
            if key is None:
                if not stack:
                    continue
                entry, start, inner = pop()
                elapsed = now - start
                entry[2] += elapsed - inner
                entry[3] -= 1
                if not entry[3]:
                    entry[1] += elapsed
                if stack:
                    stack[-1][2] += elapsed
            elif key is not False:
                entry = known(key)
                if entry is None:
                    entry = stats[key] = [0, 0.0, 0.0, 0, _is_own(key)]
                if stack and stack[-1][0][4] and type(key) is tuple:
                    entry = [0, 0.0, 0.0, 0, True]  # A built-in function that this module calls: nobody's.
                entry[0] += 1
                entry[3] += 1
                push([entry, now, 0.0])
            else:
                for open_entry in stack:
                    open_entry[0][3] -= 1
                stack.clear()
        notes.clear()


class _CProfiler(cProfile.Profile):
    """cProfile where it belongs to one thread: before Python 3.12."""

    def is_on(self):
        return sys.getprofile() is self

    def getstats(self):
        entries = super().getstats()
        sums = {}
        for entry in entries:
            known = sums.setdefault(entry.code, [0, 0.0, 0.0])
            known[0] += entry.callcount
            known[1] += entry.totaltime
            known[2] += entry.inlinetime
        # Built-in functions that this module calls are nobody's.
        for entry in entries:
            for inner in (entry.calls or ()) if _is_own(entry.code) else ():
                if isinstance(inner.code, str) and inner.code in sums:
                    known = sums[inner.code]
                    known[0] -= inner.callcount
                    known[1] -= inner.totaltime
                    known[2] -= inner.inlinetime
        return [(code, *figures) for code, figures in sums.items() if figures[0] > 0]


_PROFILER = _ThreadProfiler if sys.version_info >= (3, 12) else _CProfiler


_replaced = []


def _may_profile():
    """Whether this thread is free to be profiled: nobody else profiles, and no greenlets share the thread."""
    if sys.getprofile() is not None or "gevent" in sys.modules or "eventlet" in sys.modules:
        return False
    return sys.version_info < (3, 12) or sys.monitoring.get_tool(sys.monitoring.PROFILER_ID) is None


def _in_event_loop():
    asyncio = sys.modules.get("asyncio.events")
    return asyncio is not None and asyncio._get_running_loop() is not None


class _FunctionNames:
    """Names functions as people look for them: ``json.dumps``, ``shop.Cart.total``, ``list.append``."""

    _BUILTIN = re.compile(r"<built-in method (.+)>$")
    _METHOD = re.compile(r"<method '(.+)' of '(.+)' objects>$")
    _ADDRESS = re.compile(r"^(.+) of (.+?)(?: object)? at 0x[0-9a-fA-F]+$")
    # Python 3.12 runs these within the function around them; older versions are made to look the same.
    _INLINED = frozenset(("<listcomp>", "<dictcomp>", "<setcomp>"))
    _CACHE_MAX = 20_000

    def __init__(self):
        self._names = {}
        self._modules = {}
        self._modules_seen = -1
        self._qualified = {}

    def find(self, key):
        """The name, or None for what is no operation: this module's own frames and the profiler's switches."""
        name = self._names.get(key, self)
        if name is not self:
            return name
        if len(self._names) >= self._CACHE_MAX:
            self._names.clear()
        name = self._names[key] = self._name(key)
        return name

    def _name(self, key):
        if isinstance(key, tuple):
            module, qualified = key
            text = f"{module}.{qualified}" if isinstance(module, str) and module else str(qualified)
        elif isinstance(key, str):
            text = self._of_text(key)
        else:
            if _is_own(key) or key.co_name in self._INLINED:
                return None
            text = f"{self._module(key.co_filename)}.{self._qualified_name(key)}"
        if text in ("sys.setprofile", "sys.getprofile") or "lsprof" in text or "Profiler.disable" in text:
            return None
        return _clean_name(text, _NAME_BYTES_MAX) or None

    def _of_text(self, text):
        method = self._METHOD.match(text)
        if method:
            return f"{method.group(2)}.{method.group(1)}"
        builtin = self._BUILTIN.match(text)
        if not builtin:
            return text
        name = builtin.group(1)
        bound = self._ADDRESS.match(name)
        return f"{bound.group(2)}.{bound.group(1)}" if bound else name

    def _module(self, filename):
        if len(sys.modules) != self._modules_seen:
            self._modules_seen = len(sys.modules)
            known = {}
            for name, module in list(sys.modules.items()):
                path = getattr(module, "__file__", None)
                # The script is both __main__ and, for whoever looks for it, the name of its file.
                if isinstance(path, str):
                    known.setdefault(path, os.path.splitext(os.path.basename(path))[0] if name == "__main__" else name)
            self._modules = known
        name = self._modules.get(filename)
        return name if name is not None else os.path.splitext(os.path.basename(filename))[0].strip("<>")

    def _qualified_name(self, code):
        if sys.version_info >= (3, 11):
            return code.co_qualname
        known = self._qualified.get(code.co_filename)
        if known is None or code not in known:
            if len(self._qualified) > 2_000:
                self._qualified.clear()
            known = self._qualified[code.co_filename] = self._codes_of(code.co_filename)
        return known.setdefault(code, code.co_name)

    @staticmethod
    def _codes_of(filename):
        """Before Python 3.11 a code object does not know its class: it is looked for among the classes of its module."""
        known = {}
        for module in list(sys.modules.values()):
            if getattr(module, "__file__", None) != filename:
                continue
            waiting = [(item, 0) for item in list(vars(module).values())]
            while waiting and len(known) < 10_000:
                item, depth = waiting.pop()
                if isinstance(item, (staticmethod, classmethod)):
                    item = item.__func__
                if isinstance(item, property):
                    waiting.extend((part, depth) for part in (item.fget, item.fset, item.fdel) if part)
                elif isinstance(item, types.FunctionType):
                    if item.__code__ not in known:
                        known[item.__code__] = item.__qualname__
                        if hasattr(item, "__wrapped__"):
                            waiting.append((item.__wrapped__, depth))
                elif isinstance(item, type) and depth < 3 and item.__module__ == module.__name__:
                    waiting.extend((part, depth + 1) for part in list(vars(item).values()))
        return known


class _Profile:
    """What the functions of one profiled call did. Made of raw figures at first; read in the background."""

    __slots__ = ("_lock", "_profiler", "_functions", "_text")

    def __init__(self, profiler):
        self._lock = threading.Lock()
        self._profiler = profiler
        self._functions = None
        self._text = None

    def functions(self, names, function_count):
        """(name, calls, ms, own ms) of the functions called most, of those with most own time and of those with most time."""
        with self._lock:
            if self._functions is None:
                self._functions = self._read(names, function_count)
                self._profiler = None
            return self._functions

    def text(self, names, function_count):
        """The functions as members of a JSON object, kept, since many details may carry them."""
        if self._text is None:
            self._text = ",".join(_function_text(*function) for function in self.functions(names, function_count))
        return self._text

    def _read(self, names, function_count):
        sums = {}
        for key, calls, total, own in self._profiler.getstats():
            name = names.find(key)
            if name is not None:
                known = sums.setdefault(name, [0, 0.0, 0.0])
                known[0] += calls
                known[1] += max(total, 0.0)
                known[2] += max(own, 0.0)
        chosen = set()
        for figure in range(3):
            chosen.update(sorted(sums, key=lambda name: (-sums[name][figure], name))[:function_count])
        return [(name, sums[name][0], sums[name][1] * 1e3, sums[name][2] * 1e3) for name in sorted(chosen)]


def _function_text(name, calls, total_ms, own_ms):
    return f'{json.dumps(name)}:{{"count":{calls},"ms":{total_ms:.6f},"self_ms":{own_ms:.6f}}}'


# ------------------------------------------------------------------------------------------------------------------ calls


class Call:
    """One call of an endpoint, while it runs. Made by ``Client.call`` and ``Client.observe``; usable from several threads."""

    __slots__ = (
        "endpoint", "segment", "sampled", "_client", "_cell", "_generation", "_probability", "_token", "_start", "_cpu", "_cpu_start",
        "_cpu_thread", "_profiler", "_profile_on", "_operations", "_values", "_resources", "_limits", "_limit_hit", "_error", "_trace",
        "_mode", "_is_over")

    def __init__(self, client, endpoint, segment, mode="block", trace=None):
        self.endpoint = endpoint
        self.segment = segment
        self.sampled = False
        self._client = client
        self._cell = None
        self._generation = client._generation
        self._probability = 1.0
        self._token = None
        self._start = 0.0
        self._cpu = None
        self._cpu_start = None
        self._cpu_thread = 0
        self._profiler = None
        self._profile_on = False
        self._operations = None
        self._values = None
        self._resources = None
        self._limits = None
        self._limit_hit = False
        self._error = None
        self._trace = trace
        # A "block" may await in between, a "function" cannot, and "steps" are told one by one.
        self._mode = mode
        self._is_over = False

    def __enter__(self):
        self._begin()
        self._token = _current.set(self)
        if self._mode != "steps":
            self._resume()
        return self

    def __exit__(self, kind, error, traceback):
        if self._mode != "steps":
            self._suspend()
        try:
            _current.reset(self._token)
        except (ValueError, RuntimeError):
            pass  # Left in another context than it was entered in, such as a generator that was closed elsewhere.
        self._end(kind)
        return False

    # What a call did.

    def count(self, name, number=1, *, ms=None, self_ms=None, errors=0, kind="function"):
        """Counts an operation of this call."""
        limit = None
        try:
            limit = self._add_operation(name, number, ms, self_ms, errors, kind)
        except Exception as error:
            self._client._failed(error)
        if limit is not None:
            self._client._over_limit(self, name, limit)

    def dependency(self, name, seconds=None, failed=False, number=1):
        """Counts calls to something outside of the process, how long they took together and whether they failed."""
        try:
            ms = None if seconds is None else float(seconds) * 1e3
        except (TypeError, ValueError) as error:
            self._client._failed(error)
            return
        self.count(name, number, ms=ms, errors=number if failed else 0, kind="dependency")

    def value(self, name, amount):
        """Adds to a value of this call, such as its revenue."""
        self._add_value(name, "sum", amount)

    def distribution(self, name, amount):
        """A value whose quantiles are asked for, such as a size; the last one of a call counts."""
        self._add_value(name, "distribution", amount)

    def resource(self, name, amount=1):
        """Adds to a resource: db_queries, cache_hits, cache_misses, io_ops, lock_wait_ms, threads, allocated, memory_delta."""
        try:
            if name not in _RESOURCES:
                raise ValueError(f"'{name}' is none of the resources {', '.join(sorted(_RESOURCES))}")
            amount = _amount(amount, -9e15 if name == "memory_delta" else 0.0, 9e15)
            with self._client._lock:
                if self._is_late():
                    return
                if self._resources is None:
                    self._resources = {}
                self._resources[name] = self._resources.get(name, 0) + amount
        except Exception as error:
            self._client._failed(error)

    def fail(self, error):
        """Marks the call as failed although no exception leaves it."""
        self._error = str(error)

    def limit(self, name, most, action=None):
        """This call may do an operation at most so often. Beyond: ``"log"`` (once a minute) or ``"raise"`` LimitExceeded.

        What is counted by hand is watched as it happens; what only a profile finds is logged when the profile is read.
        """
        if action not in (None, "log", "raise"):
            self._client._failed(ValueError(f"a limit's action is 'log' or 'raise', not {action!r}"))
            action = None
        with self._client._lock:
            if self._limits is None:
                self._limits = {}
            if len(self._limits) < _OPERATIONS_MAX:
                self._limits[name] = (most, action or self._client._limit_action)

    # The course of a call.

    def _begin(self):
        try:
            self._client._begin(self)
        except Exception as error:
            self._client._failed(error)
        self._start = time.perf_counter()

    def _resume(self):
        """Before each step of the call on a thread; the profiler comes last, so that it sees least of this module."""
        if self.sampled and not (self._mode == "block" and _in_event_loop()):
            self._cpu_thread = threading.get_ident()
            self._cpu_start = time.thread_time()
        if self._profiler is not None:
            self._switch_profiler_on()

    def _suspend(self):
        if self._profile_on:
            self._switch_profiler_off()
        if self._cpu_start is not None:
            # Another thread's clock says nothing about this call.
            if self._cpu_thread == threading.get_ident():
                self._cpu = (self._cpu or 0.0) + time.thread_time() - self._cpu_start
            else:
                self._cpu = math.nan
            self._cpu_start = None

    def _switch_profiler_on(self):
        try:
            if _may_profile():
                self._profiler.enable()
                self._profile_on = True
                return
        except Exception as error:
            self._client._failed(error)
        # A step that was not seen makes the figures too small: better none.
        self._profiler = None
        self._client._count("profiles_given_up")

    def _switch_profiler_off(self):
        self._profile_on = False
        try:
            if self._profiler.is_on():
                self._profiler.disable()
                return
            # The program began to profile within the call. Its profiler stays; ours has seen a part only, and is kept from being freed,
            # because cProfile switches off whatever is active then.
            if len(_replaced) < 1_000:
                _replaced.append(self._profiler)
            self._profiler = None
            self._client._count("profiles_given_up")
        except Exception as error:
            self._profiler = None
            self._client._failed(error)

    def _end(self, kind):
        duration = time.perf_counter() - self._start
        try:
            if self._is_over or self._cell is None:
                return
            self._is_over = True
            if kind is not None and kind is not GeneratorExit and self._error is None:
                self._error = kind.__name__
            self._client._end(self, duration)
        except Exception as error:
            self._client._failed(error)

    def _is_late(self):
        """A thread that outlives its call: what the call did is on its way already."""
        if self._is_over:
            self._client._stats["counted_too_late"] += 1
        return self._is_over

    def _add_operation(self, name, number, ms, self_ms, errors, kind):
        if kind not in _KINDS:
            raise ValueError(f"an operation's kind is {', '.join(sorted(_KINDS))}, not {kind!r}")
        number = _amount(number, 0, _CALLS_MAX)
        ms = None if ms is None else _amount(ms, 0, 9e9)
        self_ms = None if self_ms is None else _amount(self_ms, 0, 9e9)
        errors = _amount(errors, 0, _CALLS_MAX)
        with self._client._lock:
            if self._is_late():
                return None
            operations = self._operations
            if operations is None:
                operations = self._operations = {}
            known = operations.get((name, kind))
            if known is None:
                if len(operations) >= _OPERATIONS_MAX:
                    self._client._stats["operations_left_out"] += 1
                    return None
                known = operations[(name, kind)] = [0, None, None, 0]
            known[0] += number
            known[1] = known[1] if ms is None else (known[1] or 0) + ms
            known[2] = known[2] if self_ms is None else (known[2] or 0) + self_ms
            known[3] += errors
            limit = None if self._limits is None else self._limits.get(name)
            return limit if limit is not None and known[0] > limit[0] else None

    def _add_value(self, name, form, amount):
        try:
            if form not in ("sum", "distribution"):
                raise ValueError(f"a value is a 'sum' or a 'distribution', not {form!r}")
            amount = _amount(amount, -1e12 if form == "sum" else 0.0)
            with self._client._lock:
                if self._is_late():
                    return
                if self._values is None:
                    self._values = {}
                known = self._values.get(name)
                if known is None:
                    if len(self._values) >= _VALUES_MAX - 2:
                        self._client._stats["values_left_out"] += 1
                        return
                    known = self._values[name] = {}
                known[form] = known.get(form, 0) + amount if form == "sum" else amount
        except Exception as error:
            self._client._failed(error)


class _Steps:
    """Awaits a coroutine step by step, so that its CPU time and its profile are those of its own steps only."""

    __slots__ = ("_call", "_coroutine")

    def __init__(self, call, coroutine):
        self._call = call
        self._coroutine = coroutine

    def __await__(self):
        call, coroutine = self._call, self._coroutine
        step, argument = coroutine.send, None
        while True:
            call._resume()
            try:
                yielded = step(argument)
            except StopIteration as stop:
                return stop.value
            finally:
                call._suspend()
            try:
                argument = yield yielded
                step = coroutine.send
            except GeneratorExit:
                coroutine.close()
                raise
            except BaseException as error:
                step, argument = coroutine.throw, error


def _run_generator(call, generator):
    """Steps of a generator belong to the call; what its consumer does between them does not, except that time passes."""
    call._begin()
    kind = None
    try:
        step, argument = generator.send, None
        while True:
            token = _current.set(call)
            call._resume()
            try:
                item = step(argument)
            except StopIteration as stop:
                return stop.value
            finally:
                call._suspend()
                _current.reset(token)
            try:
                argument = yield item
                step = generator.send
            except GeneratorExit:
                generator.close()
                raise
            except BaseException as error:
                step, argument = generator.throw, error
    except BaseException as error:
        kind = type(error)
        raise
    finally:
        call._end(kind)


async def _as_steps(call, awaitable):
    """One step of an asynchronous generator, which may itself await."""
    token = _current.set(call)
    try:
        return await _Steps(call, awaitable)
    finally:
        _current.reset(token)


# ------------------------------------------------------------------------------------------------------------------ cells


class _Endpoint:
    """What all segments of an endpoint share: how much detail of this second was kept, and names that are counted by hand."""

    __slots__ = ("sample", "profile", "second", "kept", "kept_beside", "by_hand")

    def __init__(self, sample, profile):
        self.sample = sample
        self.profile = profile
        self.second = 0
        self.kept = 0
        self.kept_beside = 0
        self.by_hand = frozenset()

    def roll(self, second):
        if second != self.second:
            self.second = second
            self.kept = self.kept_beside = 0


class _Cell:
    """What sampling and profiling remember of an (endpoint, segment)."""

    __slots__ = (
        "endpoint", "segment", "shared", "is_always", "second", "begun", "calls", "mean_ms", "timed", "profile", "profiled_at",
        "was_profiled")

    def __init__(self, endpoint, segment, shared, is_always):
        self.endpoint = endpoint
        self.segment = segment
        self.shared = shared
        self.is_always = is_always
        self.second = 0
        self.begun = 0
        self.calls = 0
        self.mean_ms = 0.0
        self.timed = 0
        self.profile = None
        self.profiled_at = 0.0
        self.was_profiled = False


class _Detail:
    """One kept event, until it is written."""

    __slots__ = ("cell", "time_ms", "weight", "facts", "operations", "values", "profile", "is_own_profile", "wall_ms")

    def __init__(self, cell, time_ms, weight, facts, operations, values, profile, is_own_profile=False, wall_ms=None):
        self.cell = cell
        self.time_ms = time_ms
        self.weight = weight
        self.facts = facts
        self.operations = operations
        self.values = values
        self.profile = profile
        self.is_own_profile = is_own_profile
        self.wall_ms = wall_ms


class _Batch:
    """A request body that has been attempted: from then on it is repeated byte for byte or given up as a whole."""

    __slots__ = ("body", "source", "source_start_ms", "sequence", "event_count", "contents", "drops", "covers", "born", "attempts")

    def __init__(self, body, event_count, contents, drops, covers):
        self.body = body
        self.source = None
        self.source_start_ms = 0
        self.sequence = 0
        self.event_count = event_count
        self.contents = contents
        self.drops = drops
        self.covers = covers  # Everything recorded up to this number is delivered with it; None if something was left.
        self.born = time.monotonic()
        self.attempts = 0


# ----------------------------------------------------------------------------------------------------------------- client


class Client:
    """Counts, samples, profiles and sends. Made once per process and kept; all methods may be called from any thread.

    Wrong options raise ValueError here; after that nothing raises but ``Call.limit`` where it was asked to.
    """

    def __init__(
            self, urls="http://127.0.0.1:7847", *, source=None, sample=1.0, always_segments=("premium",), sample_if=None, endpoints=None,
            details_per_second=100, slow_ms=None, profile=0.01, profile_if=None, profile_refresh_seconds=30.0, profile_functions=15,
            limit_action="log", buffer_events=10_000, tallies_max=100_000, batch_bytes=1 << 20, batch_age_seconds=1.0,
            timeout_seconds=10.0, backoff_seconds=(0.25, 30.0), exit_flush_seconds=2.0, headers=None, clock=time.time, randomness=None):
        self._urls = [_Target(url) for url in ([urls] if isinstance(urls, str) else list(urls))]
        if not self._urls:
            raise ValueError("at least one URL is needed")
        self._source = uuid.uuid4().hex if source is None else uuid.UUID(str(source)).hex
        self._sample = _share(sample, "sample")
        self._profile_share = _share(profile, "profile")
        self._always_segments = frozenset(always_segments)
        self._overrides = {name: dict(options) for name, options in (endpoints or {}).items()}
        for name, options in self._overrides.items():
            unknown = set(options) - {"sample", "profile"}
            if unknown:
                raise ValueError(f"endpoint '{name}': {', '.join(sorted(unknown))} is neither 'sample' nor 'profile'")
            for what, value in options.items():
                _share(value, f"endpoint '{name}': {what}")
        for what, value, least in (
                ("details_per_second", details_per_second, 1), ("buffer_events", buffer_events, 1), ("tallies_max", tallies_max, 100),
                ("batch_bytes", batch_bytes, 1024), ("profile_functions", profile_functions, 1)):
            if value < least:
                raise ValueError(f"{what} is at least {least}, not {value!r}")
        # Three orders of functions, and what a call counts by hand, have to fit into the operations of one event.
        if profile_functions > 50:
            raise ValueError(f"profile_functions is at most 50, not {profile_functions!r}")
        if batch_bytes > 8 << 20:
            raise ValueError(f"batch_bytes is at most {8 << 20}, not {batch_bytes!r}")
        if batch_age_seconds <= 0 or timeout_seconds <= 0 or not 0 < backoff_seconds[0] <= backoff_seconds[1]:
            raise ValueError("batch_age_seconds, timeout_seconds and backoff_seconds are positive, the latter ascending")
        if limit_action not in ("log", "raise"):
            raise ValueError(f"limit_action is 'log' or 'raise', not {limit_action!r}")
        self._sample_if = sample_if
        self._profile_if = profile_if
        self._details_per_second = details_per_second
        self._slow_ms = slow_ms
        self._profile_refresh_seconds = profile_refresh_seconds
        self._profile_functions = profile_functions
        self._limit_action = limit_action
        self._buffer_events = buffer_events
        self._send_at_events = max(1, buffer_events // 2)
        self._tallies_max = tallies_max
        self._batch_bytes = batch_bytes
        self._batch_age_seconds = batch_age_seconds
        self._timeout_seconds = timeout_seconds
        self._backoff_seconds = backoff_seconds
        self._exit_flush_seconds = exit_flush_seconds
        self._headers = dict(headers or {})
        self._clock = clock
        self._given_randomness = randomness
        self._generation = 0
        self._start_state()
        _clients.add(self)

    def _start_state(self):
        """State of this process: made new after a fork, because what it held is sent by the parent."""
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        # A generator of its own: the program's seeded one keeps its sequence.
        self._random = self._given_randomness or random.Random().random
        self._cells = {}
        self._endpoints = {}
        self._details = collections.deque()
        self._tallies = {}
        self._drops = {}
        self._names = _FunctionNames()
        self._profiles = collections.deque()
        self._profile_thread = None
        self._limit_logged = {}
        self._thread = None
        self._batch = None
        self._sequence = 0
        self._source_start_ms = int(self._clock() * 1000)
        self._recorded = 0
        self._delivered = 0
        self._flush_waiting = 0
        self._tell_drops_from = 0.0
        self._is_closing = False
        self._is_closed = False
        self._target_index = 0
        self._failure_logged = 0.0
        self._complaints = {}
        self._stats = collections.Counter()
        self._drop_stats = collections.Counter()
        self._last_error = None

    # Recording.

    def call(self, endpoint, segment="default", *, trace_id=None, span_id=None):
        """``with client.call("checkout", segment="premium") as call:``. An exception makes the outcome an error and goes on."""
        trace = (trace_id, span_id) if trace_id is not None or span_id is not None else None
        return Call(self, endpoint, segment, trace=trace)

    def observe(self, function=None, *, endpoint=None, segment="default"):
        """Decorates a function, coroutine function, generator or asynchronous generator: ``@client.observe(endpoint="/checkout")``.

        endpoint: a name, or a function of the arguments; the decorated function's own name if left out. segment: likewise.
        """
        if isinstance(function, str):
            function, endpoint = None, function
        if function is None:
            return lambda decorated: self._observed(decorated, endpoint, segment)
        return self._observed(function, endpoint, segment)

    def _observed(self, function, endpoint, segment):
        own_name = f"{function.__module__}.{function.__qualname__}"

        def begin(mode, arguments, named):
            return Call(
                self, self._resolve(endpoint, own_name, arguments, named), self._resolve(segment, "default", arguments, named), mode)

        if inspect.isasyncgenfunction(function):
            @functools.wraps(function)
            async def wrapper(*arguments, **named):
                call, kind = begin("steps", arguments, named), None
                generator = function(*arguments, **named)
                call._begin()
                try:
                    step = generator.asend(None)
                    while True:
                        try:
                            item = await _as_steps(call, step)
                        except StopAsyncIteration:
                            return
                        try:
                            step = generator.asend((yield item))
                        except GeneratorExit:
                            await generator.aclose()
                            raise
                        except BaseException as error:
                            step = generator.athrow(error)
                except BaseException as error:
                    kind = type(error)
                    raise
                finally:
                    call._end(kind)
        elif inspect.iscoroutinefunction(function):
            @functools.wraps(function)
            async def wrapper(*arguments, **named):
                with begin("steps", arguments, named) as call:
                    return await _Steps(call, function(*arguments, **named))
        elif inspect.isgeneratorfunction(function):
            @functools.wraps(function)
            def wrapper(*arguments, **named):
                return (yield from _run_generator(begin("steps", arguments, named), function(*arguments, **named)))
        else:
            @functools.wraps(function)
            def wrapper(*arguments, **named):
                with begin("function", arguments, named):
                    return function(*arguments, **named)
        return wrapper

    def record(
            self, endpoint, segment="default", duration_ms=None, *, outcome=None, error=None, count=1, time_unix=None, operations=None,
            values=None, trace_id=None, span_id=None, **resources):
        """Records a call that is over. resources: cpu_ms, db_queries, cache_hits, ... as in docs/ndjson.md.

        operations: {name: calls} or {name: {"count", "ms", "self_ms", "errors", "kind"}}, totals over ``count`` calls;
        values: {name: number} or {name: {"distribution": number}}.
        """
        try:
            call = Call(self, endpoint, segment, trace=(trace_id, span_id) if trace_id is not None or span_id is not None else None)
            self._begin(call, profiles=False)
            for name, amount in resources.items():
                if amount is not None:
                    call.resource(name, amount)
            for name, operation in (operations or {}).items():
                facts = operation if isinstance(operation, dict) else {"count": operation}
                call.count(
                    name, facts.get("count"), ms=facts.get("ms"), self_ms=facts.get("self_ms"), errors=facts.get("errors", 0),
                    kind=facts.get("kind", "function"))
            for name, value in (values or {}).items():
                for form, amount in (value if isinstance(value, dict) else {"sum": value}).items():
                    call._add_value(name, form, amount)
            if outcome not in (None, "ok", "error"):
                self._failed(ValueError(f"an outcome is 'ok' or 'error', not {outcome!r}"))
                outcome = None
            is_failed = outcome == "error" or (outcome is None and error is not None)
            call._error = str(error) if error is not None else ("" if is_failed else None)
            call._is_over = True
            calls = self._taken(count, 1, lambda value: int(_amount(value, 1, _CALLS_MAX)))
            seconds = self._taken(duration_ms, None, lambda value: _amount(value, 0, 9e9) / 1e3)
            ended = self._taken(time_unix, None, lambda value: _amount(value, -1e11, 1e11))
            self._end(call, seconds, calls, ended, is_failed)
        except Exception as failure:
            self._failed(failure)

    def _taken(self, value, fallback, take):
        """A call counts although one of its figures is none."""
        try:
            return fallback if value is None else take(value)
        except Exception as error:
            self._failed(error)
            return fallback

    # Delivery.

    def flush(self, timeout=5.0):
        """Sends what was recorded so far; True once the silo has answered for all of it, False if that took longer."""
        try:
            deadline = time.monotonic() + timeout
            self._ensure_thread()
            with self._changed:
                wanted = self._recorded
                self._flush_waiting += 1
                self._changed.notify_all()
                try:
                    while self._delivered < wanted or (self._drops and self._has_work()) or (self._batch and self._batch.drops):
                        left = deadline - time.monotonic()
                        if left <= 0 or (self._thread is None or not self._thread.is_alive()):
                            return False
                        self._changed.wait(min(left, 0.5))
                finally:
                    self._flush_waiting -= 1
            return True
        except Exception as error:
            self._failed(error)
            return False

    def close(self, timeout=5.0):
        """Flushes for at most so long and stops. What is recorded later is not counted, except in ``stats()``."""
        is_flushed = self.flush(timeout)
        try:
            with self._changed:
                if self._is_closed:
                    return is_flushed
                self._is_closing = self._is_closed = True
                self._changed.notify_all()
                thread = self._thread
                self._stats["lost_at_exit"] += len(self._details) + (self._batch.event_count if self._batch else 0)
                self._stats["calls_lost_at_exit"] += sum(self._tallies.values()) + (
                    sum(calls for _, calls in self._batch.contents.values()) if self._batch else 0)
            if thread is not None and thread is not threading.current_thread():
                thread.join(min(timeout, 1.0))
            _clients.discard(self)
        except Exception as error:
            self._failed(error)
        return is_flushed

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        self.close()
        return False

    def stats(self):
        """What this client did: counters since the process began, and what waits now."""
        with self._lock:
            known = dict(self._stats)
            for name in (
                    "calls", "details", "batches_sent", "bytes_sent", "events_accepted", "lines_rejected", "retries", "batches_refused",
                    "profiles", "profiles_given_up", "internal_errors", "lost_at_exit", "limits_exceeded"):
                known.setdefault(name, 0)
            known["dropped"] = dict(self._drop_stats)
            known["details_waiting"] = len(self._details)
            known["tallies_waiting"] = len(self._tallies)
            known["last_error"] = self._last_error
            known["source"] = self._source
            return known

    # Sampling. Every probability depends on the past only, so that weight = 1 / probability is unbiased at once.

    def _begin(self, call, profiles=True):
        sample_wish = self._ask(self._sample_if, call)
        profile_wish = self._ask(self._profile_if, call) if profiles else False
        now = self._clock()
        with self._lock:
            if self._is_closed:
                self._stats["after_close"] += 1
                return
            cell = self._cells.get((call.endpoint, call.segment))
            if cell is None:
                cell = self._new_cell(call.endpoint, call.segment)
                if cell is None:
                    return
            if call._cell is not None:
                raise ValueError("a call is entered once; make another one with Client.call")
            call._cell = cell
            second = int(now)
            if cell.second != second:
                cell.second = second
                cell.begun = 0
            cell.begun += 1
            cell.calls += 1
            shared = cell.shared
            shared.roll(second)
            probability = 1.0 if cell.is_always else shared.sample
            if sample_wish is not None:
                probability = sample_wish
            probability *= self._room(shared.kept)
            call._probability = probability = max(probability, 1.0 / min(cell.begun, _WEIGHT_MAX))
            call.sampled = probability >= 1.0 or self._random() < probability
            if call.sampled:
                shared.kept += 1
            if profile_wish is not False and self._is_profile_due(cell, shared.profile if profile_wish is None else profile_wish, now):
                self._prepare_profile(call, cell)
            else:
                cell.was_profiled = False

    def _room(self, kept):
        """1 until half of the upper rate is used, then falling to 0 at the upper rate."""
        return min(1.0, max(0.0, 2.0 * (1.0 - kept / self._details_per_second)))

    def _is_profile_due(self, cell, share, now):
        """The share; and calls 1, 3, 7, 15, ... of a beginning and one after 30 s, so that what details carry is of late."""
        if share <= 0:
            return False
        if share >= 1 or self._random() < share:
            return True
        is_early = cell.calls & (cell.calls + 1) == 0 and cell.calls * share < 1
        return cell.profile is None or (
            not cell.was_profiled and (is_early or now - cell.profiled_at >= self._profile_refresh_seconds))

    def _prepare_profile(self, call, cell):
        # Within an event loop a `with` block would see what other tasks do while it awaits; coroutines go step by step instead.
        if len(self._profiles) >= _PROFILES_WAITING_MAX or not _may_profile() or (call._mode == "block" and _in_event_loop()):
            self._stats["profiles_given_up"] += 1
            cell.was_profiled = False
            return
        call._profiler = _PROFILER()
        cell.was_profiled = True

    def _end(self, call, seconds, calls=1, time_unix=None, is_failed=None):
        if call._generation != self._generation:
            return  # Begun before a fork: it ends, and counts, in the parent.
        cell = call._cell
        if cell is None:
            return
        now = self._clock() if time_unix is None else float(time_unix)
        is_failed = call._error is not None if is_failed is None else is_failed
        profile = None
        if call._profiler is not None:
            profile = _Profile(call._profiler)
            call._profiler = None
        with self._lock:
            second = int(now)
            key = (cell, is_failed, second)
            self._tallies[key] = self._tallies.get(key, 0) + calls
            self._recorded += 1
            self._stats["calls"] += calls
            if len(self._tallies) > self._tallies_max:
                self._shrink_tallies()
            if profile is not None:
                # What details carry from now on. Which call is profiled does not depend on what it does.
                cell.profile = profile
                cell.profiled_at = now
                self._stats["profiles"] += 1
                self._profiles.append((profile, call))
            # A profiled call is slower than it would have been, so its time neither counts as slow nor as usual.
            is_slow = seconds is not None and profile is None and self._is_slow(cell, seconds * 1e3)
            if call._operations and not cell.shared.by_hand.issuperset(name for name, _ in call._operations):
                self._learn_by_hand(cell.shared, call._operations)
            weight = self._weigh(call, cell.shared, is_failed or is_slow)
            if weight is not None:
                self._keep(call, cell, now, seconds, calls, is_failed, weight, profile)
        if self._thread is None:
            self._ensure_thread()
        if profile is not None:
            self._ensure_profile_thread()

    def _weigh(self, call, shared, is_beside):
        """1 / probability of having been kept by any rule, or None if none kept it."""
        beside = self._room(shared.kept_beside) if is_beside else 0.0
        is_kept_beside = beside > 0 and (beside >= 1.0 or self._random() < beside)
        if is_kept_beside and not call.sampled:
            shared.kept_beside += 1
        if not call.sampled and not is_kept_beside:
            return None
        return min(1.0 / (1.0 - (1.0 - call._probability) * (1.0 - beside)), _WEIGHT_MAX)

    def _is_slow(self, cell, duration_ms):
        """Slower than the limit, or than four times the usual of this endpoint and segment (after fifty calls)."""
        if self._slow_ms is not None:
            return duration_ms >= self._slow_ms
        is_slow = cell.timed >= 50 and duration_ms > 4.0 * cell.mean_ms
        cell.timed += 1
        cell.mean_ms += (duration_ms - cell.mean_ms) / min(cell.timed, 200)
        return is_slow

    def _keep(self, call, cell, now, seconds, calls, is_failed, weight, profile):
        facts = dict(call._resources) if call._resources else {}
        if calls != 1:
            facts["count"] = calls
        if is_failed:
            facts["outcome"] = "error"
            if call._error:
                facts["error"] = _clean_name(call._error, _NAME_BYTES_MAX)
        if call._trace is not None:
            for field, text, pattern in zip(("trace_id", "span_id"), call._trace, (_TRACE_ID, _SPAN_ID)):
                if text is not None and pattern.fullmatch(str(text)):
                    facts[field] = str(text)
                elif text is not None:
                    self._stats["identifiers_left_out"] += 1
        if profile is None:
            if seconds is not None:
                facts["duration_ms"] = seconds * 1e3
            if call._cpu is not None and not math.isnan(call._cpu) and "cpu_ms" not in facts:
                facts["cpu_ms"] = max(call._cpu, 0.0) * 1e3
        detail = _Detail(
            cell, int(now * 1000), weight, facts, call._operations, call._values, profile or cell.profile, profile is not None,
            None if profile is None or seconds is None else seconds * 1e3)
        self._details.append(detail)
        self._stats["details"] += 1
        if len(self._details) > self._buffer_events:
            oldest = self._details.popleft()
            self._drop(oldest.cell, "buffer_full", oldest.time_ms // 1000, 1, 0)
        elif len(self._details) == self._send_at_events:
            self._changed.notify_all()

    def _learn_by_hand(self, shared, operations):
        """What is counted by hand is exact, so profiles leave it to the hand; at most as many names as an event may have."""
        if len(shared.by_hand) < _OPERATIONS_MAX:
            shared.by_hand = shared.by_hand.union(_clean_name(name, _NAME_BYTES_MAX) for name, kind in operations if kind == "function")

    def _new_cell(self, endpoint, segment):
        name = _clean_name(endpoint, _NAME_BYTES_MAX)
        segment_name = _clean_name("default" if segment is None else segment, _SEGMENT_BYTES_MAX)
        if not name or not segment_name:
            self._drop_stats["invalid"] += 1
            return None
        if len(self._cells) >= _CELLS_MAX or (len(self._endpoints) >= _ENDPOINTS_MAX and name not in self._endpoints):
            self._stats["calls_under_other"] += 1
            name, segment_name = _OTHER, "default"
            known = self._cells.get((name, segment_name))
            if known is not None:
                return known
        shared = self._endpoints.get(name)
        if shared is None:
            options = self._overrides.get(name, {})
            shared = self._endpoints[name] = _Endpoint(
                options.get("sample", self._sample), options.get("profile", self._profile_share))
        cell = _Cell(name, segment_name, shared, segment_name in self._always_segments and "sample" not in self._overrides.get(name, {}))
        self._cells[(endpoint, segment) if name != _OTHER else (name, segment_name)] = cell
        return cell

    def _ask(self, predicate, call):
        """A user's predicate: True, False or a probability decides, None leaves it to the options. False still leaves the floor."""
        if predicate is None:
            return None
        try:
            answer = predicate(call.endpoint, call.segment)
            return None if answer is None else (False if answer is False else _share(float(answer), "a predicate's answer"))
        except Exception as error:
            self._failed(error)
            return None

    def _resolve(self, wanted, fallback, arguments, named):
        try:
            if callable(wanted):
                wanted = wanted(*arguments, **named)
            return fallback if wanted is None else wanted if isinstance(wanted, str) else str(wanted)
        except Exception as error:
            self._failed(error)
            return fallback

    def _over_limit(self, call, name, limit):
        with self._lock:
            self._stats["limits_exceeded"] += 0 if call._limit_hit else 1
            call._limit_hit = True
        if limit[1] == "raise":
            raise LimitExceeded(f"{call.endpoint}: more than {limit[0]} calls of {name}")
        self._log_limit(call.endpoint, name, limit[0])

    def _log_limit(self, endpoint, name, most):
        now = time.monotonic()
        with self._lock:
            if len(self._limit_logged) > 1_000:
                self._limit_logged.clear()
            if now - self._limit_logged.get((endpoint, name), -60.0) < 60.0:
                return
            self._limit_logged[(endpoint, name)] = now
        _log.warning("%s: more than %s calls of %s in one call", endpoint, most, name)

    # Counting of what goes wrong.

    def _count(self, name):
        with self._lock:
            self._stats[name] += 1

    def _failed(self, error):
        """An exception that stays inside: counted, and logged at most once a minute."""
        try:
            with self._lock:
                self._stats["internal_errors"] += 1
                self._last_error = f"{type(error).__name__}: {error}"
                now = time.monotonic()
                if self._failure_logged and now - self._failure_logged < 60.0:
                    return
                self._failure_logged = now
            _log.warning("recording or sending failed: %s (counted in stats(); logged at most once a minute)", self._last_error)
        except Exception:
            pass

    def _complain(self, what):
        """Tells the program's log what becomes of its events, at most once a minute each."""
        now = time.monotonic()
        with self._lock:
            if now - self._complaints.get(what, -60.0) < 60.0:
                return
            self._complaints[what] = now
            last = self._last_error
        _log.warning("%s: %s", what, last)

    def _drop(self, cell, cause, second, events, calls):
        self._drop_stats[cause] += events
        if calls:
            self._drop_stats[cause + "_calls"] += calls
        key = (cell, cause, second)
        if key not in self._drops and len(self._drops) >= _DROPS_MAX:
            key = (cell, cause, second // 3600 * 3600)
            if key not in self._drops and len(self._drops) >= 2 * _DROPS_MAX:
                self._stats["drops_not_reported"] += events + calls
                return
        known = self._drops.setdefault(key, [0, 0])
        known[0] += events
        known[1] += calls

    def _shrink_tallies(self):
        """While the silo is away counts stay exact and seconds go: those older than two minutes first, to minutes, then to hours."""
        newest = max(second for _, _, second in self._tallies)
        for width, spared in ((60, 120), (3600, 120), (60, 0), (3600, 0)):
            shrunk = {}
            for (cell, is_failed, second), calls in self._tallies.items():
                key = (cell, is_failed, second if newest - second < spared else second // width * width)
                shrunk[key] = shrunk.get(key, 0) + calls
            self._tallies = shrunk
            if len(shrunk) <= self._tallies_max * 3 // 4:
                return
        for key in sorted(self._tallies, key=lambda key: key[2])[:max(len(self._tallies) - self._tallies_max * 3 // 4, 0)]:
            self._drop(key[0], "backlog_full", key[2], 0, self._tallies.pop(key))

    # Background threads.

    def _ensure_thread(self):
        with self._lock:
            if self._thread is not None or self._is_closed:
                return
            thread = threading.Thread(target=self._run, name="pipeline-sender", args=(self._generation,), daemon=True)
            self._thread = thread
        try:
            thread.start()
        except RuntimeError as error:  # Too late at the interpreter's end, or no more threads.
            self._thread = None
            self._failed(error)

    def _ensure_profile_thread(self):
        with self._changed:
            self._changed.notify_all()
            if self._profile_thread is not None or self._is_closed:
                return
            thread = self._profile_thread = threading.Thread(
                target=self._run_profiles, name="pipeline-profiles", args=(self._generation,), daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            self._profile_thread = None
            self._failed(error)

    def _run_profiles(self, generation):
        """Reads profiles as they come, so that raw figures of many calls are not kept in memory until they are sent."""
        while True:
            with self._changed:
                while not self._profiles:
                    if self._is_closing or generation != self._generation:
                        return
                    self._changed.wait(5.0)
                profile, call = self._profiles[0]
            try:
                functions = profile.functions(self._names, self._profile_functions)
                self._check_limits(call, functions)
            except Exception as error:
                self._failed(error)
            with self._lock:
                if self._profiles and self._profiles[0][0] is profile:
                    self._profiles.popleft()

    def _check_limits(self, call, functions):
        for name, (most, _) in (call._limits or {}).items():
            if (name, "function") in (call._operations or {}):
                continue
            for function in functions:
                if function[0] == name and function[1] > most:
                    self._count("limits_exceeded")
                    self._log_limit(call.endpoint, name, most)

    def _run(self, generation):
        try:
            self._send_until_closed(generation)
        finally:
            if generation == self._generation:
                for target in self._urls:
                    target.disconnect()

    def _send_until_closed(self, generation):
        while generation == self._generation:
            try:
                if not self._wait_for_work(generation):
                    return
                self._send_once(generation)
            except Exception as error:
                self._failed(error)
                with self._changed:
                    self._changed.wait(1.0)

    def _wait_for_work(self, generation):
        with self._changed:
            if self._is_closing or generation != self._generation:
                return False
            if self._batch is None and not (self._flush_waiting and self._has_work()):
                if len(self._details) < self._send_at_events:
                    self._wait_unless_needed(self._batch_age_seconds)
            return not self._is_closing and generation == self._generation

    def _wait_unless_needed(self, seconds, until_flush=True):
        """Waits so long, or until the client is closed, or a flush has work for it; not for profiles that come meanwhile."""
        deadline = time.monotonic() + seconds
        while not self._is_closing and not (until_flush and self._flush_waiting and (self._batch is not None or self._has_work())):
            left = deadline - time.monotonic()
            if left <= 0 or (self._batch is None and len(self._details) >= self._send_at_events):
                return
            self._changed.wait(left)

    def _has_work(self):
        # A silo that refuses for good is not asked every second whether it would at least take the count of what it refused.
        return bool(self._details or self._tallies or (self._drops and time.monotonic() >= self._tell_drops_from))

    def _send_once(self, generation):
        """Writes the next batch, if there is something to send, and repeats it until there is an answer for good."""
        if self._batch is None:
            self._batch = self._next_batch()
            if self._batch is None:
                return
        batch = self._batch
        while not self._is_closing and generation == self._generation:
            if time.monotonic() - batch.born > _EXPIRE_SECONDS:
                self._give_up(batch, "expired")
                return
            delay = self._attempt_everywhere(batch)
            if delay is None:
                self._settle(batch)
                return
            if batch.attempts == 5:
                self._complain("no silo takes what is recorded, which is kept in memory for now")
            with self._changed:
                self._stats["retries"] += 1
                # A flush wants an answer soon, though not at once again, and not before a silo said that it would take it.
                seconds, is_told = delay
                self._wait_unless_needed(min(seconds, self._backoff_seconds[0]), until_flush=False)
                self._wait_unless_needed(max(seconds - self._backoff_seconds[0], 0.0), until_flush=not is_told)

    def _next_batch(self):
        with self._lock:
            if not self._has_work():
                return None
            drops, self._drops = self._drops, {}
            details = [self._details.popleft() for _ in range(min(len(self._details), _BATCH_EVENTS_MAX))]
            tallies = self._tallies
            if len(tallies) > _BATCH_LINES_MAX:
                keys = sorted(tallies, key=lambda key: key[2])[:_BATCH_LINES_MAX]
                tallies = {key: self._tallies.pop(key) for key in keys}
            else:
                self._tallies = {}
            covers = None if self._details or self._tallies else self._recorded
        try:
            return self._write(details, tallies, drops, covers)
        except BaseException:
            self._take_back(details, tallies, drops)
            raise

    def _take_back(self, details, tallies, drops):
        """What was never attempted is as it was."""
        with self._lock:
            self._details.extendleft(reversed(details))
            for key, calls in tallies.items():
                self._tallies[key] = self._tallies.get(key, 0) + calls
            for key, (events, calls) in drops.items():
                known = self._drops.setdefault(key, [0, 0])
                known[0] += events
                known[1] += calls

    def _write(self, details, tallies, drops, covers):
        lines, size, contents, written = [], 0, {}, 0
        for (cell, is_failed, second), calls in tallies.items():
            outcome = "error" if is_failed else "ok"
            # A tally has a limit of its own; more calls than that take several lines.
            for part in range(0, calls, _CALLS_MAX):
                lines.append(_dump({
                    "time": second * 1000, "endpoint": cell.endpoint, "segment": cell.segment, "outcome": outcome,
                    "tally": min(calls - part, _CALLS_MAX)}))
            contents.setdefault((cell, second), [0, 0])[1] += calls
        for (cell, cause, second), (events, calls) in drops.items():
            lines.append(_dump({
                "time": second * 1000, "endpoint": cell.endpoint, "segment": cell.segment,
                "dropped": {"cause": cause, "events": events, "calls": calls}}))
        for position, detail in enumerate(details):
            try:
                line = self._detail_line(detail)
            except Exception as error:
                self._failed(error)
                line = None
            with self._lock:
                if line is None or len(line) > _LINE_BYTES_MAX:
                    self._drop(detail.cell, "invalid", detail.time_ms // 1000, 1, 0)
                    continue
                size += len(line)
                if size > self._batch_bytes and written:
                    # What does not fit was not attempted: it goes back to the front.
                    self._details.extendleft(reversed(details[position:]))
                    covers = None
                    break
            written += 1
            lines.append(line)
            contents.setdefault((detail.cell, detail.time_ms // 1000), [0, 0])[0] += 1
        if not lines:
            with self._changed:
                self._delivered = self._delivered if covers is None else covers
                self._changed.notify_all()
            return None
        batch = _Batch(gzip.compress(b"\n".join(lines) + b"\n", 1), written, contents, drops, covers)
        with self._lock:
            batch.source, batch.source_start_ms, batch.sequence = self._source, self._source_start_ms, self._sequence
            self._sequence += 1
        return batch

    def _detail_line(self, detail):
        event = {"time": detail.time_ms, "endpoint": detail.cell.endpoint, "segment": detail.cell.segment}
        if detail.weight > 1.0:
            event["weight"] = round(detail.weight, 6)
        event.update(detail.facts)
        values = {_clean_name(name, _NAME_BYTES_MAX): value for name, value in (detail.values or {}).items()}
        # A detail whose call ended before the first profile did carries that one.
        profile = detail.profile or detail.cell.profile
        if profile is not None:
            values["profile.own"] = 1 if detail.is_own_profile else 0
            if detail.wall_ms is not None:
                values["profile.wall_ms"] = {"distribution": detail.wall_ms}
        if values:
            event["values"] = values
        parts = []
        own_operations = self._own_operations(detail)
        for name, operations in own_operations.items():
            parts.append(f"{json.dumps(name)}:{json.dumps(operations[0] if len(operations) == 1 else operations)}")
        if profile is not None:
            parts.append(self._carried(profile, detail.cell.shared.by_hand.union(own_operations), detail.facts.get("count", 1), len(parts)))
        text = json.dumps(event, allow_nan=False, separators=(",", ":"))
        operations_text = ",".join(part for part in parts if part)
        return (f'{text[:-1]},"operations":{{{operations_text}}}}}' if operations_text else text).encode("utf-8")

    @staticmethod
    def _own_operations(detail):
        named = {}
        for (name, kind), (calls, ms, self_ms, errors) in (detail.operations or {}).items():
            facts = {"count": calls}
            if kind != "function":
                facts["kind"] = kind
            if ms is not None:
                facts["ms"] = ms
            if self_ms is not None:
                facts["self_ms"] = self_ms
            if errors:
                facts["errors"] = errors
            named.setdefault(_clean_name(name, _NAME_BYTES_MAX) or "?", []).append(facts)
        return named

    def _carried(self, profile, by_hand, calls, taken):
        if calls == 1 and not by_hand:
            return profile.text(self._names, self._profile_functions)
        functions = profile.functions(self._names, self._profile_functions)
        kept = [function for function in functions if function[0] not in by_hand][:max(_OPERATIONS_MAX - taken, 0)]
        return ",".join(_function_text(name, number * calls, ms * calls, own_ms * calls) for name, number, ms, own_ms in kept)

    # HTTP.

    def _attempt_everywhere(self, batch):
        """One round over the silos, from the one that answered last. None: done, else how long to wait before the next round."""
        now = time.monotonic()
        waits = []
        for turn in range(len(self._urls)):
            index = (self._target_index + turn) % len(self._urls)
            target = self._urls[index]
            if target.not_before > now:
                waits.append(target.not_before - now)
                continue
            answer = self._attempt(target, batch)
            if answer is None:
                continue
            status, retry_after, body = answer
            # What a silo means to be final; other codes come from whoever else answers there: a proxy, or a wrong address.
            if status not in (200, 400, 409, 413, 415):
                if retry_after is not None:
                    target.not_before = time.monotonic() + retry_after
                    waits.append(retry_after)
                with self._lock:
                    self._last_error = f"{target.url}: HTTP {status}"
                continue
            self._target_index = index
            self._take_answer(batch, target, status, body)
            return None
        batch.attempts += 1
        first, longest = self._backoff_seconds
        backoff = min(longest, first * 2 ** min(batch.attempts - 1, 20)) * (0.5 + 0.5 * self._random())
        # Where all silos have said when to come back: no sooner than the first of them.
        is_told = len(waits) == len(self._urls)
        return (max(backoff, min(waits)) if is_told else backoff), is_told

    def _attempt(self, target, batch):
        headers = {
            "Content-Type": "application/x-ndjson", "Content-Encoding": "gzip", "User-Agent": f"pipeline-client-python/{__version__}",
            "Pipeline-Source": batch.source, "Pipeline-Sequence": str(batch.sequence),
            "Pipeline-Source-Start": str(batch.source_start_ms), **self._headers}
        for _ in range(2):
            is_reused = target.connection is not None
            try:
                answer = target.post(batch.body, headers, self._timeout_seconds)
                with self._lock:
                    self._stats["bytes_sent"] += len(batch.body)
                return answer
            except (OSError, http.client.HTTPException, ValueError) as error:
                target.disconnect()
                with self._lock:
                    self._last_error = f"{target.url}: {type(error).__name__}: {error}"
                if not is_reused:
                    return None
        return None

    def _take_answer(self, batch, target, status, body):
        if 200 <= status < 300:
            try:
                answer = json.loads(body)
                accepted, rejected = int(answer.get("accepted", 0)), int(answer.get("rejected_count", 0))
            except (ValueError, TypeError, AttributeError):
                answer, accepted, rejected = {}, batch.event_count, 0
            with self._lock:
                self._stats["batches_sent"] += 1
                self._stats["events_accepted"] += accepted
                self._stats["lines_rejected"] += rejected
                if rejected:
                    self._last_error = f"{target.url} rejected {rejected} lines: {str(answer.get('rejected'))[:300]}"
            if rejected:
                self._complain("lines are rejected")
            return
        text = body[:300].decode("utf-8", "replace")
        with self._lock:
            self._last_error = f"{target.url}: HTTP {status} {text}"
        if status == 409 and b"source-expired" in body:
            with self._lock:
                self._source, self._source_start_ms, self._sequence = uuid.uuid4().hex, int(self._clock() * 1000), 0
        self._complain("a batch is refused for good")
        self._give_up(batch, "refused")

    def _give_up(self, batch, cause):
        with self._changed:
            self._tell_drops_from = time.monotonic() + 30.0
            self._stats["batches_refused" if cause == "refused" else "batches_expired"] += 1
            for (cell, second), (events, calls) in batch.contents.items():
                self._drop(cell, cause, second, events, calls)
            for (cell, old_cause, second), (events, calls) in batch.drops.items():
                # These were told in the batch that was refused, so they are told again; they were counted already.
                self._drop_stats.subtract({old_cause: events, old_cause + "_calls": calls} if calls else {old_cause: events})
                self._drop(cell, old_cause, second, events, calls)
        if cause == "expired":
            self._settle(batch)

    def _settle(self, batch):
        with self._changed:
            if self._batch is batch:
                self._batch = None
            if batch.covers is not None:
                self._delivered = batch.covers
            self._changed.notify_all()

    # Processes.

    def _after_fork(self):
        self._generation += 1
        self._source = uuid.uuid4().hex
        for target in self._urls:
            target.forget()
        self._start_state()


class _Target:
    """A silo's address and the connection to it; used by the sending thread only."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"'{url}' is no http:// or https:// URL of a silo")
        self.url = url
        self.not_before = 0.0
        self.connection = None
        self._is_secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port
        self._path = parts.path.rstrip("/") + "/v1/events"

    def post(self, body, headers, timeout_seconds):
        """(status, seconds of Retry-After or None, body); raises OSError or HTTPException."""
        if self.connection is None:
            kind = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
            self.connection = kind(self._host, self._port, timeout=timeout_seconds)
        self.connection.request("POST", self._path, body, headers)
        response = self.connection.getresponse()
        data = response.read(1 << 20)
        if response.read(1) or response.will_close:
            self.disconnect()
        return response.status, _retry_after(response.getheader("Retry-After")), data

    def disconnect(self):
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    def forget(self):
        """After a fork: the socket belongs to the parent, so only this process's handle of it is closed."""
        self.disconnect()
        self.not_before = 0.0


def _retry_after(text):
    try:
        return None if text is None else min(max(float(text), 0.0), 3600.0)
    except ValueError:
        return None


def _dump(line):
    return json.dumps(line, allow_nan=False, separators=(",", ":")).encode("utf-8")


_clients = weakref.WeakSet()


def _close_all():
    for client in list(_clients):
        client.close(client._exit_flush_seconds)


def _after_fork_in_child():
    # The thread that forked may have been within a call; the child counts none of the parent's.
    for client in list(_clients):
        try:
            client._after_fork()
        except Exception as error:
            client._failed(error)


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
