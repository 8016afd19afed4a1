"""Somebody without an account asks for a page, as a browser that kept it or not."""

import http.client
import time

TIMEOUT = 60


class WrongAnswer(Exception):
    """The server answered otherwise than a page for everybody does."""


def visit(port, page, tag=None):
    """Ask for a page once, on a connection of its own.

    :param str tag: of the page that was kept, else None
    :return: (seconds until the answer was there, its tag)
    """
    headers = {"Accept-Language": "pl"}
    if tag:
        headers["If-None-Match"] = tag
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        began = time.perf_counter()
        connection.request("GET", page, headers=headers)
        answer = connection.getresponse()
        answer.read()
        seconds = time.perf_counter() - began
    finally:
        connection.close()
    if answer.status != (304 if tag else 200):
        raise WrongAnswer(f"{page}: {answer.status}")
    return seconds, answer.headers.get("ETag")
