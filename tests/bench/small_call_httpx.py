# Small calls, one after another, with Python's httpx; a new connection for each POST.
# small_call_httpx.py <address of the API> <calls>
import sys

import httpx

url = f"{sys.argv[1]}/v1/wan2.7-r2v"
headers = {"x-api-key": "SG_0123456789abcdef", "Connection": "close"}
with httpx.Client(trust_env=False) as client:
    for _ in range(int(sys.argv[2])):
        answer = client.post(url, headers=headers, json={"prompt": "Image1 walks through a garden"})
        answer.raise_for_status()
        assert len(answer.content) == 1000
