# Many calls at once with Python's httpx, for comparison.
# waiting_httpx.py asyncio|threads <port> <count> <spread seconds>
import asyncio
import concurrent.futures
import os
import resource
import sys
import time
import urllib.request

import httpx

way = sys.argv[1]
port, count, spread = (int(word) for word in sys.argv[2:])
address = f"http://127.0.0.1:{port}"
headers = {"x-api-key": "SG_0123456789abcdef"}


def resident_kb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def ask(target):
    return int(urllib.request.urlopen(address + target).read())


def report(before, start, end):
    print("kb_each", (before[1] - before[0]) / count)
    print("end_cpu_s", end - start)


settings = {"trust_env": False, "timeout": None,
            "limits": httpx.Limits(max_connections=None, max_keepalive_connections=0)}
target = address + "/hold/v1/wan2.7-r2v"
body = {"prompt": "Image1 walks through a garden"}


async def in_asyncio():
    async with httpx.AsyncClient(**settings) as client:

        async def call():
            (await client.post(target, headers=headers, json=body)).raise_for_status()

        async def begin(number):
            waiting = [asyncio.create_task(call()) for _ in range(number)]
            while await asyncio.to_thread(ask, "/held") < number:
                await asyncio.sleep(0.05)
            return waiting

        waiting = await begin(1)
        await asyncio.to_thread(ask, "/release/0")
        await asyncio.gather(*waiting)
        before = resident_kb()
        waiting = await begin(count)
        memory = (before, resident_kb())
        start = cpu()
        await asyncio.to_thread(ask, f"/release/{spread * 1000}")
        await asyncio.gather(*waiting)
        report(memory, start, cpu())


def in_threads():
    with httpx.Client(**settings) as client, concurrent.futures.ThreadPoolExecutor(count) as pool:

        def call():
            client.post(target, headers=headers, json=body).raise_for_status()

        def begin(number):
            waiting = [pool.submit(call) for _ in range(number)]
            while ask("/held") < number:
                time.sleep(0.05)
            return waiting

        def end(waiting):
            for future in waiting:
                future.result()

        waiting = begin(1)
        ask("/release/0")
        end(waiting)
        before = resident_kb()
        waiting = begin(count)
        memory = (before, resident_kb())
        start = cpu()
        ask(f"/release/{spread * 1000}")
        end(waiting)
        report(memory, start, cpu())


resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
if way == "asyncio":
    asyncio.run(in_asyncio())
else:
    in_threads()
