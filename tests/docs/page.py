"""Runs the Python of docs against the sandbox; it must leave a clip:  page.py <segmind-sandbox> <program>"""
import os, re, subprocess, sys

sandbox = subprocess.Popen([sys.argv[1], "--no-render", "--quiet"], stdout=subprocess.PIPE, text=True)
try:
    address = next(found for line in sandbox.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
    os.environ.update(SEGMIND_BASE_URL=address[0], SEGMIND_API_KEY="SG_sandbox00000000")
    run = subprocess.run([sys.executable, sys.argv[2]], capture_output=True, text=True, timeout=60)
finally:
    sandbox.terminate()
    sandbox.communicate()
print(run.stdout, run.stderr)
with open("clip.mp4", "rb") as clip:
    whole = clip.read(8)[4:] == b"ftyp"
os.remove("clip.mp4")
sys.exit(0 if run.returncode == 0 and whole and "0.625 dollars" in run.stdout else 1)
