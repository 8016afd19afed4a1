"""Residents of the portal's benchmark: real sessions over HTTP, and how they wait."""

import http.client
import math
import re
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

TIMEOUT = 120
_TOKEN = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')


class WrongPage(Exception):
    """The server answered with another page than the one that was asked for."""


@dataclass
class Resident:
    """Somebody with an account, and the cookies that his browser keeps.

    :param years: how long his history is
    :param settled: whether he has paid all; a page offers more to who has not
    :param pages: {name: address}
    :param told: {name: what the page must say}
    """

    port: int
    login: str
    years: int
    pages: dict
    settled: bool = True
    told: dict = field(default_factory=dict)
    cookies: dict = field(default_factory=dict)

    def ask(self, method, url, form=None):
        """One request: (status, address of a redirection, text)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Accept-Language": "pl",
        }
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, url, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _sign, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location"), text
        finally:
            connection.close()

    def log_in(self, password):
        """As in a browser: the form, then the password."""
        _status, _location, text = self.ask("GET", "/web/login")
        token = _TOKEN.search(text.decode())[1]
        form = {"csrf_token": token, "login": self.login, "password": password}
        status, location, text = self.ask("POST", "/web/login", form)
        if status != 303:
            raise WrongPage(f"{self.login} could not log in: {status}")

    def click(self, page):
        """Ask for one of his pages; seconds until it was there."""
        began = time.perf_counter()
        status, location, text = self.ask("GET", self.pages[page])
        seconds = time.perf_counter() - began
        if status != 200:
            raise WrongPage(f"{self.login}, {self.pages[page]}: {status} {location}")
        told = self.told.get(page)
        # Digits are grouped by blanks of several kinds.
        if told and "".join(told.split()) not in "".join(text.decode().split()):
            raise WrongPage(f"{self.login}, {self.pages[page]}: no {told!r}")
        return seconds


def click_all(jobs, clients):
    """Let residents click, so many at a time; each waits for his page.

    :param jobs: [(resident, [page])]
    :return: ({page: [seconds]}, seconds of all)
    """
    waited, lock = {}, threading.Lock()

    def work(job):
        resident, pages = job
        for page in pages:
            seconds = resident.click(page)
            with lock:
                waited.setdefault(page, []).append(seconds)

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, jobs))
    return waited, time.perf_counter() - began


def click_at_once(jobs, connections):
    """All residents click at the same moment, and again as soon as they have a page.

    They wait in one queue, as at a proxy in front that keeps so many connections.

    :param jobs: [(resident, [page])]
    :return: ({page: [seconds]}, seconds of all)
    """
    waited, lock, failed = {}, threading.Lock(), []
    left = threading.Semaphore(0)

    def click(resident, pages, clicked):
        try:
            resident.click(pages[0])
            now = time.perf_counter()
            with lock:
                waited.setdefault(pages[0], []).append(now - clicked)
            if pages[1:]:
                pool.submit(click, resident, pages[1:], now)
                return
        except Exception as error:
            failed.append(error)
        left.release()

    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        for resident, pages in jobs:
            pool.submit(click, resident, pages, time.perf_counter())
        for _job in jobs:
            left.acquire()
    if failed:
        raise failed[0]
    return waited, time.perf_counter() - began


def milliseconds(seconds):
    """Median and 95th percentile [ms] of what was waited."""
    ordered = sorted(seconds)
    return {
        "median_ms": round(1000 * statistics.median(ordered), 1),
        "p95_ms": round(1000 * ordered[math.ceil(0.95 * len(ordered)) - 1], 1),
    }
