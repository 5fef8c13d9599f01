"""What examples/python/segmind.py is there to show, against the sandbox:  python_test.py <segmind-sandbox>"""
import os, re, signal, subprocess, sys, tempfile, threading, unittest, weakref

sys.dont_write_bytecode = True
SANDBOX = os.path.abspath(sys.argv.pop(1))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "python"))
import segmind

PICTURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "paper_boat.png")
HAS_JOURNAL = hasattr(segmind.lib, "segmind_journal_sqlite") or os.path.exists(
    os.environ["SEGMIND_C_LIBRARY"].replace("libsegmind_c", "libsegmind_c_journal_sqlite"))


class Sandbox(unittest.TestCase):
    def start(self, *flags):
        self.process = subprocess.Popen([SANDBOX, "--no-render", "--quiet", *flags], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        self.addCleanup(self.stop)
        for line in self.process.stdout:
            if address := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        self.options = {"api_key": "SG_sandbox00000000", "base_url": address[0], "has_expected_time": True,
                        "no_recovery": True}
        self.client = segmind.Client(**self.options)

    def stop(self):
        """Returns what the sandbox counted."""
        if self.process.stdout.closed:
            return ""
        self.process.terminate()
        with self.process.stdout as output:
            said = output.read()
        self.process.wait()
        return said

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)

    def is_clip(self, data):
        self.assertEqual(data[4:8], b"ftyp")

    def test_structs_are_those_of_the_library(self):
        request = segmind.Request("A kite above a beach")
        self.assertEqual(request.size, segmind.c.sizeof(segmind.RequestStruct))
        with self.assertRaises(segmind.Error) as refused:
            segmind.Request("")
        self.assertEqual(refused.exception.size, segmind.c.sizeof(segmind.ErrorStruct))

    def test_a_request_is_checked_and_estimated_before_it_is_paid(self):
        request = segmind.Request("Image1 dances with Image2", duration_s=4, resolution=2, seed=7,
                                  reference_images=["https://example.com/hero.jpg"])
        self.assertEqual(request.estimated_dollars, 0.75)
        self.assertIn('"seed":7', request.json)
        self.assertIn('"https://example.com/hero.jpg"', request.json)
        self.assertTrue(any("Image2" in advice for advice in request.advice))
        with self.assertRaises(segmind.Error) as refused:
            segmind.Request("A kite", duration_s=99, reference_images=["ftp://x"])
        self.assertEqual((refused.exception.status, refused.exception.charge), ("invalid_request", "none"))
        self.assertEqual(len(refused.exception.violations), 2)

    def test_generate_gives_the_clip_and_tells_progress(self):
        self.start()
        phases = []
        request = segmind.Request("A kite above a beach", duration_s=2)
        clip = self.client.generate(request, progress=lambda phase, now: phases.append((phase, now.elapsed_ms)))
        self.is_clip(clip.data)
        self.assertEqual((clip.cost, clip.content_type), (0.25, "video/mp4"))
        self.assertIn("generating", [phase for phase, _ in phases])
        clip = self.client.generate(request, file="clip.mp4", through_queue=True)
        self.assertIsNone(clip.data)
        with open(clip.path, "rb") as file:
            self.is_clip(file.read())
        self.assertIn(" 1 generate, 1 submit", self.stop())

    def test_an_exception_says_what_it_may_have_cost_and_its_clip_is_found_again(self):
        self.start("--fault", "generate:status=402", "--fault", "generate:no-answer")
        request = segmind.Request("A kite above a beach")
        with self.assertRaises(segmind.Error) as refused:
            self.client.generate(request)
        self.assertEqual((refused.exception.charge, refused.exception.http_status), ("none", 402))
        with self.assertRaisesRegex(segmind.Error, "may have been charged") as lost:
            self.client.generate(request)
        self.assertEqual((lost.exception.status, lost.exception.charge), ("connection", "possible"))
        self.is_clip(self.client.generate(request, recover_from=lost.exception.sent_at_ms).data)
        self.assertIn(" 2 generate,", self.stop())

    def test_bytes_that_were_paid_for_are_in_the_exception(self):
        self.start("--fault", "generate:type=image/gif,body=GIF89a" + "x" * 3000)
        with self.assertRaises(segmind.Error) as paid:
            self.client.generate(segmind.Request("A kite"))
        self.assertEqual((paid.exception.charge, paid.exception.rescued), ("charged", b"GIF89a" + b"x" * 3000))

    def press_ctrl_c(self, times):
        """Presses it so often, from within the call, once the request has left."""
        pressed = []

        def progress(phase, _):
            if phase == "generating" and len(pressed) < times and len(pressed) == int(self.client.interrupted):
                pressed.append(phase)
                os.kill(os.getpid(), signal.SIGINT)
        return progress

    def test_the_first_ctrl_c_lets_what_is_paid_arrive_and_nothing_more_is_sent(self):
        self.start("--generation-time", "1s")
        request = segmind.Request("A kite")
        clip = self.client.generate(request, file="clip.mp4", progress=self.press_ctrl_c(1), progress_interval_ms=50)
        self.assertTrue(self.client.interrupted and os.path.exists(clip.path))
        with self.assertRaises(segmind.Error) as ended:
            self.client.generate(request)
        self.assertEqual((ended.exception.status, ended.exception.charge), ("cancelled", "none"))
        self.assertIn(" 1 generate,", self.stop())

    def test_the_second_ctrl_c_ends_the_call_and_says_what_it_may_have_cost(self):
        self.start("--generation-time", "60s")
        with self.assertRaises(segmind.Error) as ended:
            self.client.generate(segmind.Request("A kite"), progress=self.press_ctrl_c(2), progress_interval_ms=50)
        self.assertEqual((ended.exception.status, ended.exception.charge), ("cancelled", "possible"))

    def test_a_batch_gives_a_clip_or_an_exception_for_each_request(self):
        self.start("--fault", "generate:status=402")
        requests = [segmind.Request(f"Kite number {i}") for i in range(4)]
        results = self.client.batch(requests, [f"kite{i}.mp4" for i in range(4)], in_flight=2)
        failures = [result for result in results if isinstance(result, segmind.Error)]
        self.assertEqual([failure.charge for failure in failures], ["none"])
        for i, result in enumerate(results):
            if result not in failures:
                self.assertTrue(result.path.endswith(f"/kite{i}.mp4") and os.path.exists(result.path))
        self.assertIn(" 4 generate,", self.stop())

    def test_a_local_file_gets_an_address_that_a_request_takes(self):
        self.start()
        address, = self.client.upload(PICTURE)
        clip = self.client.generate(segmind.Request("Image1 sails", [address]))
        self.is_clip(clip.data)
        with self.assertRaises(segmind.Error) as missing:
            self.client.upload("nothing.png")
        self.assertEqual(missing.exception.charge, "none")

    def test_a_pumped_client_works_inside_pump_alone(self):
        self.start()
        client, threads = segmind.Client(pumped=True, **self.options), set()
        call = client.begin(segmind.Request("A kite"), progress=lambda *_: threads.add(threading.get_ident()))
        while not call.ready():
            client.pump()
        self.is_clip(call.result().data)
        self.assertEqual(threads, {threading.get_ident()})

    @unittest.skipUnless(HAS_JOURNAL, "there is no SQLite")
    def test_a_key_in_a_journal_pays_once_though_its_client_was_closed_meanwhile(self):
        self.start("--generation-time", "300ms")
        request = segmind.Request("A kite")
        options = {"file": "kite.mp4", "idempotency_key": "kite", "through_queue": True}
        first, left = segmind.Client(journal="jobs.db", **self.options), threading.Event()
        call = first.begin(request, progress=lambda phase, _: phase in ("queued", "generating") and left.set(), **options)
        self.assertTrue(left.wait(20))
        first.close()
        with self.assertRaises(segmind.Error) as ended:
            call.result()
        self.assertEqual((ended.exception.status, ended.exception.charge), ("cancelled", "possible"))
        clip = segmind.Client(journal="jobs.db", **self.options).generate(request, **options)
        self.assertTrue(os.path.exists(clip.path))
        self.assertIn(" 1 submit", self.stop())

    def test_a_call_that_is_dropped_goes_on_and_its_callback_is_let_go_at_its_end(self):
        self.start("--generation-time", "300ms")
        phases, let_go = [], threading.Event()

        def progress(phase, _):
            phases.append(phase)
        weakref.finalize(progress, let_go.set)
        self.client.begin(segmind.Request("A kite"), file="clip.mp4", progress=progress, progress_interval_ms=20)
        del progress
        self.assertTrue(let_go.wait(20))
        self.assertIn("generating", phases)
        self.assertTrue(os.path.exists("clip.mp4"))


unittest.main(verbosity=2)
