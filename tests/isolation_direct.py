"""Requests of a sweep, without a socket and a thread for each of them.

A sweep asks for tens of thousands of addresses. All of the server that is Odoo's
answers them: what is left out is Werkzeug's reading of a socket, which the other tests
go through.
"""

import io
import threading
from contextlib import contextmanager
from http.client import HTTPMessage
from types import SimpleNamespace

from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse
from werkzeug.test import EnvironBuilder, run_wsgi_app

from odoo.http import root


@contextmanager
def as_before():
    """The server notes in its thread what it is at; this one is the test's."""
    own = vars(threading.current_thread())
    before = dict(own)
    try:
        yield
    finally:
        own.clear()
        own.update(before)


class Direct(HTTPAdapter):
    """For `requests`: ask the application of the server itself."""

    def send(self, request, **options):
        """Answer a prepared request; what a socket would need is not used."""
        body = request.body or b""
        environ = EnvironBuilder(
            request.path_url,
            base_url=request.url.partition(request.path_url)[0],
            method=request.method,
            headers=list(request.headers.items()),
            data=body.encode() if isinstance(body, str) else body,
            environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
        ).get_environ()
        with as_before():
            content, status, headers = run_wsgi_app(root, environ, buffered=True)
        told = HTTPMessage()
        for name, value in headers:
            told[name] = value
        code, _space, reason = status.partition(" ")
        response = HTTPResponse(
            io.BytesIO(b"".join(content)),
            headers=HTTPHeaderDict(headers.items()),
            status=int(code),
            reason=reason,
            preload_content=False,
            # Where `requests` looks for cookies.
            original_response=SimpleNamespace(msg=told, isclosed=lambda: True),
        )
        return self.build_response(request, response)
