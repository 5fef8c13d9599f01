"""docs/command-line.md tells what `segmind` does: its flags and their defaults are those of --help, its manifests are
read, and its commands run, in their order and against a sandbox:
    command_line.py <segmind> <segmind-sandbox> <the project's folder>"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

segmind, sandbox, project = (pathlib.Path(path).resolve() for path in sys.argv[1:])
page = (project / "docs" / "command-line.md").read_text(encoding="utf-8")
wrong = []


def help_of(command):
    """What --help says of each flag, by its name."""
    text = subprocess.run([segmind, command, "--help"], capture_output=True, text=True, check=True).stdout
    flags, lines = {}, text[text.index("\n  --"):text.index("--help")].splitlines()
    for line in lines:
        flag = re.match(r"  (--[a-z-]+)(.*)", line)
        if flag:
            name = flag[1]
        if line.strip():
            flags[name] = flags.get(name, "") + " " + (flag[2] if flag else line).strip()
    return flags


def section_of(command):
    return page.split(f"\n## segmind {command}\n")[1].split("\n## ")[0]


def compare(command):
    section, known = section_of(command), help_of(command)
    cells = re.findall(r"^\| (`--.*?`) \| ", section, re.M) + re.findall(r"\bflags? (?:is|are) (`--[^.]*)", section)
    told = set(re.findall("--[a-z][a-z-]*", " ".join(cells)))
    if told != set(known):
        wrong.append(f"{command}: the page and --help differ in {sorted(told ^ set(known))}")
    for flags, default in re.findall(r"^\| (`--.*?) \| .*\| `([^`]*)` \|$", section.replace("\\|", "/"), re.M):
        for flag in re.findall(r"--[a-z-]+", flags):
            told = re.sub(r" +", " ", known[flag])
            if f"{default} when not given" not in told and default not in ("--json",):
                wrong.append(f"{command} {flag}: the default is not {default}: {told}")


class Sandbox:
    def __enter__(self):
        self.process = subprocess.Popen([sandbox, "--control", "0", "--no-render", "--quiet"], stdout=subprocess.PIPE,
                                        text=True)
        self.control = next(line.split()[1] for line in self.process.stdout if line.startswith("  control "))
        with urllib.request.urlopen(self.control) as answer:
            self.server = json.load(answer)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate(timeout=20)

    def inject(self, *faults):
        urllib.request.urlopen(self.control + "/faults", json.dumps(faults).encode()).close()


def lose_a_clip(its, environment):
    """As the page tells of one: paid for, and its answer and its record are lost."""
    its.inject({"route": "generate", "no-answer": True}, {"route": "records", "status": 401})
    lost = subprocess.run([segmind, "generate", "--prompt", "A fox runs through snow", "--timeout", "3"],
                          env=environment, capture_output=True)
    if lost.returncode != 1:
        wrong.append(f"no clip was lost: {lost}")
    records = subprocess.run([segmind, "records", "--json"], env=environment, capture_output=True, text=True)
    return re.search("[0-9a-f]{32}", records.stdout)[0]


def run_the_commands(its, folder):
    environment = {**os.environ, "SEGMIND_BASE_URL": its.server["base_url"], "SEGMIND_API_KEY": its.server["api_key"],
                   "PATH": os.pathsep.join([str(segmind.parent), str(sandbox.parent), os.environ["PATH"]])}
    shutil.copy(project / "examples" / "paper_boat.png", "hero.png")
    for ending in "jsonl", "csv":
        manifest, = re.findall(rf"^```{ending}\n(.*?)^```", page, re.M | re.S)
        pathlib.Path("shots." + ending).write_text(manifest, encoding="utf-8")
    id_of_lost = None
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S)
    for block in blocks:
        if "segmind recover" in block:
            id_of_lost = lose_a_clip(its, environment)
            pathlib.Path("fox.mp4").unlink(missing_ok=True)
        code = block.replace("0123456789abcdef" * 2, id_of_lost or "none")
        code = re.sub(r"2026-09-(01|30)", subprocess.run(["date", "-u", "+%F"], capture_output=True,
                                                        text=True).stdout.strip(), code)
        done = subprocess.run(["bash", "-eu", "-c", code], env=environment, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            wrong.append(f"{block} ended with {done.returncode}: {done.stdout}{done.stderr}")
        if "segmind recover" in block and not pathlib.Path("fox.mp4").exists():
            wrong.append(f"{block} fetched nothing")
    made = sorted(path.name for path in pathlib.Path().glob("*.mp4"))
    if made != ["clip.mp4", "fox.mp4", "kite-1.mp4", "kite-2.mp4", "kite-3.mp4", "walk.mp4"]:
        wrong.append(f"made are {made}")
    as_a_table = subprocess.run([segmind, "batch", "shots.csv", "--journal", "sqlite:shots.jsonl.journal", "--project",
                                 "shots.jsonl"], env=environment, capture_output=True, text=True, timeout=60)
    if as_a_table.returncode != 0 or "0 of 4 clips to be sent" not in as_a_table.stderr:
        wrong.append(f"the table is another manifest: {as_a_table}")
    return len(blocks)


commands = re.findall(r"^## segmind (\w+)$", page, re.M)
for each in commands:
    compare(each)
with tempfile.TemporaryDirectory() as scratch, Sandbox() as server:
    os.chdir(scratch)
    number = run_the_commands(server, scratch)
    os.chdir(project)
for each in wrong:
    print(each)
if len(commands) != 7 or number < 8:
    wrong.append("too little")
print(f"{len(commands)} commands, {number} blocks")
sys.exit(1 if wrong else 0)
