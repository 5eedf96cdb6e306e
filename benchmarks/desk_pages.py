"""Pages of the desk with a full day in the database: server time, and the first paint in a real browser.

    python benchmarks/desk_pages.py [--runs 40]

Claims (docs/measured.md): 95 of 100 answers within 50 ms; the board is painted within a second. The baseline is the
smallest page of the same server, the page to sign in.
"""

import argparse
import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright
from tests.http.conftest import session
from tests.support.serving import Served, serving

from benchmarks.fullday import full_day
from benchmarks.intake import cpu_s

PAGES = ("/ikhtisar", "/papan", "/dinding", "/insiden", "/buku-jaga", "/apel", "/situasi", "/serah-jaga", "/laporan")
PAINTED = ("/papan", "/dinding", "/ikhtisar")
NOW = "2024-11-27T15:00+08:00"
PAINT = """() => new Promise((told) => new PerformanceObserver((list) => {
  const first = list.getEntriesByName("first-contentful-paint")[0];
  if (first) told(first.startTime);
}).observe({ type: "paint", buffered: true }))"""


def server_times(served: Served, token: str, runs: int) -> None:
    """Each page again and again; wall time of an answer with nobody else asking, and the server's CPU."""
    with httpx.Client(base_url=served.address, cookies={"kawal_session": token}, timeout=60) as client:
        listed = client.get("/insiden").text
        case = re.findall(r'href="(/insiden/\d+[^"]*)"', listed)[0].replace("&amp;", "&")
        base = 0.0
        for path in ("/masuk", *PAGES, case):
            client.get(path)
            before, took = cpu_s(served.pid), []
            for _ in range(runs):
                began = time.perf_counter()
                answer = client.get(path)
                took.append((time.perf_counter() - began) * 1000)
                assert answer.status_code == 200, path
            cpu = (cpu_s(served.pid) - before) / runs * 1000
            base = base or cpu
            late = sorted(took)[int(runs * 0.95)]
            print(
                f"{path.partition('?')[0]:14} p50 {statistics.median(took):5.1f}  p95 {late:5.1f} ms  "
                f"CPU {cpu:5.1f} ms ({cpu / base:.1f} x sign-in)  {len(answer.content) // 1000} kB"
            )


def first_paints(served: Served, token: str, runs: int) -> None:
    """First contentful paint in a new browser context, nothing kept."""
    chromium = next(path for one in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(one)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=False)
        for path in ("/masuk", *PAINTED):
            painted = []
            for _ in range(runs):
                context = browser.new_context(viewport={"width": 1920, "height": 1080})
                context.add_cookies([{"name": "kawal_session", "value": token, "url": served.address}])
                page = context.new_page()
                page.goto(served.address + path)
                painted.append(float(page.evaluate(PAINT)))
                context.close()
            print(f"{path:14} first paint p50 {statistics.median(painted):.0f}  max {max(painted):.0f} ms")
        browser.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=40)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "node"
        node, _, places = full_day(folder)
        token = session(node, "commander", "operator")
        node.close()
        print(f"{len(places)} stations, 9 reports each, 200 incidents")
        with serving(folder, 0, "--clock", NOW) as served:
            server_times(served, token, args.runs)
            first_paints(served, token, 7)


if __name__ == "__main__":
    main()
