"""What recording costs a call of about a millisecond: without the module, counted and sampled, and with profiling.

    python3 bench.py [--calls 500] [--rounds 10]

Sends to a server within the process that answers at once, so that writing and compressing take part as they would in a service. The
variants take turns, so that a busy machine slows all of them. The last line is JSON, in nanoseconds per call: `_ns` is what the caller
waits (the median round), `_cpu_ns` the processor time of all threads of the process until everything is sent (the mean), `scope_ns` what a
call of nothing costs (the best round).
"""

import argparse
import http.server
import json
import statistics
import sys
import threading
import time

from pipeline_client import Client, _PROFILER


def handler():
    """About a millisecond of the usual: small functions, built-in ones and a little JSON."""
    total = 0
    for number in range(300):
        total += len(json.dumps({"id": number, "tags": ["a", "b"], "price": number * 1.5}))
    return total


def nothing():
    return None


def serve():
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def time_calls(function, calls, client=None):
    """(ns of time, ns of processor time) a call."""
    start, cpu_start = time.perf_counter_ns(), time.process_time_ns()
    for _ in range(calls):
        function()
    elapsed = time.perf_counter_ns() - start
    if client is not None:
        client.flush(60)
    return elapsed / calls, (time.process_time_ns() - cpu_start) / calls


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()

    url = serve()
    clients = {
        "client": Client(url, profile=0), "profile_1": Client(url, profile=0.01), "profile_100": Client(url, profile=1.0),
        "unsampled": Client(url, profile=0, sample=0.0)}
    variants = {"without": handler}
    variants.update((name, client.observe(endpoint="/bench")(handler)) for name, client in clients.items() if name != "unsampled")
    empty = {
        "empty": nothing, "empty_client": clients["client"].observe(endpoint="/empty")(nothing),
        "empty_unsampled": clients["unsampled"].observe(endpoint="/empty")(nothing)}

    times = {name: [] for name in (*variants, *empty)}
    cpu_times = {name: [] for name in times}
    for _ in range(options.rounds):
        for names, calls in ((variants, options.calls), (empty, options.calls * 10)):
            for name, function in names.items():
                elapsed, cpu = time_calls(function, calls, clients.get(name))
                times[name].append(elapsed)
                cpu_times[name].append(cpu)
    for client in clients.values():
        client.close()

    result = {
        "python": sys.version.split()[0], "profiler": _PROFILER.__name__.strip("_"), "calls": options.calls, "rounds": options.rounds,
        "scope_ns": round(min(times["empty_client"]) - min(times["empty"])),
        "unsampled_scope_ns": round(min(times["empty_unsampled"]) - min(times["empty"]))}
    wait = {name: statistics.median(figures) for name, figures in times.items()}
    cpu = {name: statistics.mean(figures) for name, figures in cpu_times.items()}
    for name in variants:
        result[f"{name}_ns"], result[f"{name}_cpu_ns"] = round(wait[name]), round(cpu[name])
        if name != "without":
            result[f"{name}_overhead"] = round(wait[name] / wait["without"] - 1, 4)
            result[f"{name}_cpu_overhead"] = round(cpu[name] / cpu["without"] - 1, 4)
    print(f"{'ns a call':16} {'time':>12} {'cpu':>12}")
    for name in times:
        print(f"{name:16} {wait[name]:12.0f} {cpu[name]:12.0f}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
