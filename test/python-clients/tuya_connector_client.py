"""Tuya's own client for Python, as a program that run.ts starts: it prints what it was answered."""
import json
import sys

from tuya_connector import TuyaOpenAPI

house = json.loads(sys.argv[1])
api = TuyaOpenAPI(house["url"], house["client_id"], house["secret"])
api.connect()
print(json.dumps({
    "list": api.get(house["list"], {"size": 50}),
    "command": api.post(house["commands"], house["body"]),
    "sorted": api.get(house["path"], house["query"]),
}))
