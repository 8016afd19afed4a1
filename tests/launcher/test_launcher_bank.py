"""The demo's bank: up beside `./ibok run`, plainly no bank, only on this machine."""

import base64
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from launcher import bank
from launcher.paths import Paths

ROOT = Paths.here().root


@pytest.fixture
def shop(tmp_path):
    """As much of a workshop as the bank needs."""
    paths = SimpleNamespace(
        root=ROOT, python=sys.executable, state=tmp_path, logs=tmp_path
    )
    return SimpleNamespace(paths=paths)


def _status(url, user=None, key=None):
    request = urllib.request.Request(url)
    if user:
        known = base64.b64encode(f"{user}:{key}".encode()).decode()
        request.add_header("Authorization", f"Basic {known}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_it_is_up_for_the_time_of_the_block_and_knows_its_account(shop):
    account = bank.account(shop.paths)
    with bank.demo_bank(shop) as url:
        assert urlsplit(url).hostname == "127.0.0.1"
        test = f"{url}/api/v1/testAccess"
        assert _status(test, account["merchant_id"], account["api_key"]) == 200
        assert _status(test, account["merchant_id"], "peer-api-key") == 401
        assert _status(test) == 401
    with pytest.raises(urllib.error.URLError):
        _status(test)


def test_its_keys_are_made_once_and_only_for_their_owner(shop):
    first = bank.account(shop.paths)
    assert bank.account(shop.paths) == first
    file = shop.paths.state / "bank.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("{")
    assert bank.account(shop.paths)["crc"] != first["crc"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", ""])
def test_it_listens_to_no_other_machine(host):
    done = subprocess.run(
        [sys.executable, ROOT / bank.PROGRAM, "--port", "0", "--host", host],
        capture_output=True,
        text=True,
    )
    assert done.returncode
    assert "only listens on this machine" in done.stderr
