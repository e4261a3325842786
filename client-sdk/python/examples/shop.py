"""A small shop whose cache key builder serialises the same things again and again; nobody counts that, the decorator finds it.

    python3 examples/shop.py --silo http://127.0.0.1:7847 --requests 2000            # a loop
    python3 examples/shop.py --silo http://127.0.0.1:7847 --serve 8080               # an HTTP service: curl 127.0.0.1:8080/recommend
"""

import argparse
import http.server
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from pipeline_client import Client  # noqa: E402

CATALOGUE = [{"id": number, "price": number * 1.1} for number in range(7)]
CUSTOMERS = [{"id": number, "plan": "free"} for number in range(11)]


def cache_key(customer, product, rank):
    """What looks like a helper of one line: it is called for each customer, product and rank."""
    return json.dumps([customer["id"], product["id"], rank])


def recommend(customer_id):
    """7 x 11 x 11 = 847 keys for one page."""
    found = 0
    for product in CATALOGUE:
        for customer in CUSTOMERS:
            for rank in range(11):
                found += len(cache_key(customer, product, rank)) > 0
    return {"customer": customer_id, "found": found}


class Handler(http.server.BaseHTTPRequestHandler):
    recommend = staticmethod(recommend)

    def do_GET(self):
        body = json.dumps(self.recommend(len(self.path))).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--silo", default="http://127.0.0.1:7847", help="where the silo is")
    parser.add_argument("--endpoint", default="/recommend", help="the endpoint's name at the silo")
    parser.add_argument("--profile", type=float, default=0.01, help="share of calls that are profiled")
    parser.add_argument("--requests", type=int, default=2000, help="calls of the loop")
    parser.add_argument("--serve", type=int, metavar="PORT", help="serve HTTP instead")
    options = parser.parse_args()

    client = Client(options.silo, profile=options.profile)
    observed = client.observe(endpoint=options.endpoint, segment="free")(recommend)  # All that the shop has to do.
    if options.serve is None:
        for number in range(options.requests):
            observed(number)
    else:
        Handler.recommend = staticmethod(observed)
        with http.server.ThreadingHTTPServer(("127.0.0.1", options.serve), Handler) as server:
            print(f"http://127.0.0.1:{options.serve}/recommend", flush=True)
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                pass
    is_flushed = client.flush(30)
    print(json.dumps({"flushed": is_flushed, **client.stats()}))
    return 0 if is_flushed else 1


if __name__ == "__main__":
    sys.exit(main())
