# A peer for many calls at once: Python's httpx in asyncio.
# waiting_httpx.py <port> <count> <spread seconds>
import asyncio
import os
import resource
import sys
import urllib.request

import httpx

port, count, spread = (int(word) for word in sys.argv[1:])
address = f"http://127.0.0.1:{port}"
headers = {"x-api-key": "SG_0123456789abcdef"}


def resident_kb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def ask(target):
    return await asyncio.to_thread(lambda: int(urllib.request.urlopen(address + target).read()))


async def calls(client, number):
    async def call():
        answer = await client.post(
            address + "/hold/v1/wan2.7-r2v", headers=headers, json={"prompt": "Image1 walks through a garden"}
        )
        answer.raise_for_status()

    waiting = [asyncio.create_task(call()) for _ in range(number)]
    while await ask("/held") < number:
        await asyncio.sleep(0.05)
    return waiting


async def main():
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx.AsyncClient(trust_env=False, timeout=None, limits=limits) as client:
        waiting = await calls(client, 1)
        await ask("/release/0")
        await asyncio.gather(*waiting)
        before = resident_kb()
        waiting = await calls(client, count)
        print("kb_each", (resident_kb() - before) / count)
        start = cpu()
        await ask(f"/release/{spread * 1000}")
        await asyncio.gather(*waiting)
        print("end_cpu_s", cpu() - start)


resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
asyncio.run(main())
