"""One promise of segmind-sandbox --control, from Python's standard library:  control.py <segmind> <sandbox> <promise>"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

segmind, sandbox, promise = sys.argv[1:]
page = pathlib.Path(__file__).parents[2] / "docs" / "sandbox-control.md"


class Sandbox:
    """The program, and its control interface."""

    def __init__(self):
        self.process = subprocess.Popen([sandbox, "--control", "0", "--no-render", "--quiet"],
                                        stdout=subprocess.PIPE, text=True)
        self.control = next(line.split()[1] for line in self.process.stdout if line.startswith("  control "))
        self.server = self.ok("GET", "/")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=20)

    def ask(self, method, path, body=None):
        """The status and the JSON of the answer. A body of bytes is sent as it is."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.control + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def ok(self, method, path, body=None):
        status, answer = self.ask(method, path, body)
        assert status == 200, (method, path, status, answer)
        return answer

    def call(self, path, body=None):
        """The status and the body of a request to the service itself."""
        headers = {"x-api-key": self.server["api_key"], "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.server["base_url"] + path, data, headers)) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def generate(its, folder):
    """The program segmind, which makes a clip with this sandbox."""
    environment = {**os.environ, "SEGMIND_API_KEY": its.server["api_key"]}
    return subprocess.Popen([segmind, "generate", "--prompt", "A fox runs through snow", "--base-url",
                             its.server["base_url"], "--output", os.path.join(folder, "clip.mp4")], env=environment,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def sees_a_program_try_again():
    with Sandbox() as its, tempfile.TemporaryDirectory() as folder:
        its.ok("POST", "/faults", {"route": "generate", "status": 429, "header": {"Retry-After": "0"}})
        program = generate(its, folder)
        counts = its.ok("GET", "/wait?generate=2&timeout=60s")
        assert program.wait(60) == 0
        assert counts["generate"] == 2 and counts["faults_used"] == 1, counts
        charged = its.ok("GET", "/wait?generations_charged=1")
        assert charged["dollars_charged"] == 0.625, charged
        first, second = its.ok("GET", "/requests?route=generate")["requests"]
        assert (first["status"], second["status"]) == (429, 200), (first, second)
        assert json.loads(first["body"]) == json.loads(second["body"])
        assert dict(second["headers"])["Content-Type"] == "application/json"
        record, = its.ok("GET", "/records")["records"]
        assert record["stage"] == "COMPLETED" and record["dollars"] == 0.625 and not record["queued"], record


def waits_for_requests_that_are_still_to_come():
    with Sandbox() as its:
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(its.ask("GET", "/wait?credits=2&timeout=60s")))
        waiting.start()
        for _ in range(2):
            assert its.call("/v1/get-user-credits")[0] == 200
        waiting.join()
        assert answers[0][0] == 200 and answers[0][1]["credits"] == 2, answers
        status, answer = its.ask("GET", "/wait?credits=3&timeout=20ms")
        assert status == 409 and answer["error"] == "after 20 ms credits is 2 and not 3", answer


def steers_money_jobs_models_and_files():
    with Sandbox() as its:
        its.ok("PUT", "/credits", {"credits": 0.5})
        assert its.ok("GET", "/credits") == {"credits": 0.5}
        assert its.call("/v1/wan2.7-r2v", {"prompt": "x"})[0] == 406
        its.ok("PUT", "/credits", {"credits": 10})
        its.ok("POST", "/hold")
        job = json.loads(its.call("/v2/wan2.7-r2v", {"prompt": "x"})[1])["request_id"]
        assert its.ok("GET", "/counts")["generations_completed"] == 0
        its.ok("POST", "/release")
        its.ok("GET", "/wait?generations_completed=1")
        assert its.ok("GET", "/records")["records"][0]["id"] == job
        its.ok("POST", "/expire-jobs")
        assert its.call(f"/v2/requests/{job}/status")[0] == 404
        its.ok("POST", "/models", {"slug": "mine", "body": {"base64": "AP8="}, "price": 0.25})
        assert its.call("/v1/mine", {}) == (200, b"\0\xff")
        url = its.ok("POST", "/files", b"one")["url"]
        its.ok("PUT", url[len(its.server["files_url"]):], b"two")
        assert urllib.request.urlopen(url).read() == b"two"
        assert its.ask("PUT", "/files/none", b"x")[0] == 404


def makes_servers_that_know_nothing_of_each_other():
    with Sandbox() as its:
        other = its.ok("POST", "/servers", {"credits": 1, "generation_time": "1m", "records": {"in": "nested"}})
        path = other["control"][len(its.control):]
        assert its.ok("GET", path + "/credits") == {"credits": 1}
        assert its.ok("GET", "/credits") == {"credits": 100}
        its.ok("DELETE", path)
        assert its.ask("GET", path)[0] == 404


def refuses_a_body_with_mistakes_and_says_them_all():
    with Sandbox() as its:
        status, answer = its.ask("POST", "/faults", [{"status": 503}, {"status": 1, "route": "x", "wat": 1}])
        assert status == 400 and len(answer["problems"]) == 3, answer
        assert its.ask("POST", "/faults", b"{")[0] == 400
        assert its.call("/v1/wan2.7-r2v", {"prompt": "x"})[0] == 200


def is_documented_path_for_path():
    told = set(re.findall(r"^\| `(\w+ /[\w/-]*)", page.read_text(), re.M))
    with Sandbox() as its:
        status, answer = its.ask("GET", "/nothing")
    assert status == 404
    there = {path.replace("*", name) for path in answer["paths"] for name in ["NAME" if "files" in path else "NUMBER"]}
    assert told == there, told ^ there


def runs_the_example_of_its_page():
    example, = re.findall(r"^```python\n(.*?)^```", page.read_text(), re.M | re.S)
    path = os.path.dirname(sandbox) + os.pathsep + os.environ["PATH"]
    done = subprocess.run([sys.executable, "-"], input=example, env={**os.environ, "PATH": path}, text=True, timeout=60,
                          stdout=subprocess.PIPE)
    assert done.returncode == 0
    assert done.stdout == "charged 1.25 dollars for two clips\n", done.stdout


def is_documented_fault_for_fault():
    manual = subprocess.run([sandbox, "--help"], stdout=subprocess.PIPE, text=True, timeout=20).stdout
    words = manual[manual.index("  ROUTE  "):manual.index("for example")].splitlines()
    told = page.read_text()
    assert len(words) > 20
    for line in words:
        assert line in told, line


promises = {name: value for name, value in globals().items() if callable(value) and not isinstance(value, type)}
promises[promise]()
print("kept:", promise)
