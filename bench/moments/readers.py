"""Reads exported moments with the programs they are meant for.

    cargo run --release -p marquee-bench -- moments --set report --write FOLDER
    python3 bench/moments/readers.py FOLDER FFMPEG

Needs opentimelineio, otio-cmx3600-adapter and webvtt-py (`pip install`). FOLDER has the exports of one film in every form,
at 25 and at 29.97 frames a second, and what was exported as JSON.
"""

import csv
import json
import pathlib
import subprocess
import sys

import opentimelineio as otio
import webvtt

folder, ffmpeg = pathlib.Path(sys.argv[1]), sys.argv[2]
bad = 0


def check(what, told, wanted, slack):
    global bad
    ok = len(told) == len(wanted) and all(
        abs(a - c) <= slack and abs(b - d) <= slack and name == title
        for (a, b, name), (c, d, title) in zip(told, wanted)
    )
    bad += not ok
    print(f"{what}: {len(told)} of {len(wanted)}, {'all where they should be' if ok else 'WRONG'}")
    if not ok:
        for pair in zip(told, wanted):
            print("   ", pair)


def chapters(path):
    """As ffmpeg understands them, written into a file and told again."""
    made = folder / (path.name + ".mkv")
    source = ["-f", "lavfi", "-i", "color=s=16x16:r=25:d=900"]
    call = [ffmpeg, "-v", "error", "-y", *source, "-i", str(path), "-map", "0:v", "-map_chapters", "1", "-c:v", "ffv1"]
    subprocess.run([*call, "-f", "matroska", str(made)], check=True)
    again = subprocess.run([ffmpeg, "-v", "error", "-i", str(made), "-f", "ffmetadata", "-"], capture_output=True, text=True, check=True)
    found, now = [], {}
    for line in [*again.stdout.splitlines(), "[CHAPTER]"]:
        if line == "[CHAPTER]":
            if "START" in now:
                scale = eval(now["TIMEBASE"])
                found.append((int(now["START"]) * scale, int(now["END"]) * scale, now.get("title", "")))
            now = {"in": 1}
        elif now and "=" in line:
            key, value = line.split("=", 1)
            now[key] = value.replace("\\", "")
    return found


def rational(value):
    return value.value / value.rate


for rate in ("25", "2997"):
    moments = json.loads((folder / f"moments-{rate}.json").read_text())
    in_order = sorted((m["start_s"], m["end_s"], m["title"]) for m in moments)
    frame = 1 / 25
    check(f"ffmpeg, ffmetadata ({rate})", chapters(folder / f"moments-{rate}.ffmetadata"), in_order, 0.002)
    cues = webvtt.read(str(folder / f"moments-{rate}.webvtt"))
    seconds = lambda text: sum(float(part) * 60**at for at, part in enumerate(reversed(text.split(":"))))
    told = [(seconds(cue.start), seconds(cue.end), cue.text.replace("&amp;", "&")) for cue in cues]
    check(f"webvtt-py ({rate})", told, in_order, 0.002)
    try:
        call = [ffmpeg, "-v", "error", "-i", str(folder / f"moments-{rate}.webvtt"), "-f", "srt", "-"]
        lines = subprocess.run(call, capture_output=True, text=True, check=True).stdout
        print(f"ffmpeg, WebVTT ({rate}): {lines.count(' --> ')} of {len(in_order)} cues")
        bad += lines.count(" --> ") != len(in_order)
    except subprocess.CalledProcessError as error:
        bad += 1
        print("ffmpeg, WebVTT: WRONG", error.stderr)
    timeline = otio.adapters.read_from_file(str(folder / f"moments-{rate}.otio"))
    markers = [
        (rational(m.marked_range.start_time), rational(m.marked_range.end_time_exclusive()), m.name)
        for m in timeline.tracks.markers
    ]
    check(f"OpenTimelineIO, markers ({rate})", sorted(markers), in_order, frame)
    per_second = 25 if rate == "25" else 30000 / 1001
    edl = otio.adapters.read_from_file(str(folder / f"moments-{rate}.edl"), rate=per_second, ignore_timecode_mismatch=True)
    clips = [c for c in edl.find_clips()]
    told = [
        (rational(c.source_range.start_time), rational(c.source_range.end_time_exclusive()), c.name) for c in clips
    ]
    check(f"OpenTimelineIO, CMX 3600 ({rate})", sorted(told), in_order, frame)
    with open(folder / f"moments-{rate}.csv", newline="", encoding="utf-8") as file:
        rows = [(float(r["start_s"]), float(r["end_s"]), r["title"].lstrip("'")) for r in csv.DictReader(file)]
    check(f"Python's csv ({rate})", sorted(rows), in_order, 0.0)
    print((folder / f"moments-{rate}.youtube").read_text().rstrip())

sys.exit(1 if bad else 0)
