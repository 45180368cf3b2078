"""Words that the house hears, against the text that was read, and their borders against those of another aligner.

Usage: measure.py HEAR MODEL FFMPEG [MEDIA]

HEAR is target/release/examples/hear. Recordings: the five sentences of .engine/speech/librivox; with MEDIA, Kennedy 1961
and two of LibriSpeech too. The reference for borders is PocketSphinx, which aligns the known text with the recording.
"""

import difflib
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from pocketsphinx import Decoder

READ = {
    "0870": "and mister john dashwood had then leisure to consider how much there might be prudently in his power to do for them",
    "0880": "he was not an ill disposed young man",
    "0890": "unless to be rather cold hearted and rather selfish is to be ill disposed",
    "0920": "had he married a more amiable woman he might have been made still more respectable than he was",
    "0930": "he might even have been made amiable himself",
}
# What is said, and where that has words that PocketSphinx does not know, how it is told of them.
MEDIA = {
    "jfk.flac": (
        "and so my fellow americans ask not what your country can do for you ask what you can do for your country",
        {},
    ),
    "librosa/3436-172162-0000.hq.ogg": (
        "the adventure of the cart it befell in the month of may queen guenever called to her knights of the table round "
        "and gave them warning that early upon the morrow she would ride a maying into the woods and fields beside westminster",
        {"guenever": "gwen over", "maying": "mayne"},
    ),
    "librosa/5703-47212-0000.hq.ogg": (
        "with her white paint and her scarlet smoke stack the inverashiel one of the two small steamers that during the "
        "summer months plied up and down the loch and incidentally carried on communication between inverashiel and crianan",
        {"inverashiel": "inverness", "loch": "lock", "crianan": "cranial"},
    ),
}
SAME = {"mr": "mister"}


def plain(text):
    words = re.split(r"[^a-z']+", text.lower())
    return [SAME.get(word, word) for word in words if word]


def aligned(raw, text, told):
    """Words of the text with their beginning and end in seconds."""
    samples = memoryview(raw).cast("f")
    pcm = b"".join(int(max(-1, min(1, s)) * 32767).to_bytes(2, "little", signed=True) for s in samples)
    decoder = Decoder(samprate=16000, loglevel="FATAL")
    decoder.set_align_text(" ".join(told.get(word, word) for word in text.split()))
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    spans = [s for s in decoder.seg() if not s.word.startswith(("<", "["))]
    words = []
    for word in text.split():
        own = [spans.pop(0) for _ in told.get(word, word).split()]
        words.append((word, own[0].start_frame / 100, (own[-1].end_frame + 1) / 100))
    return words


def heard(hear, model, path):
    out = subprocess.run([hear, model, path], check=True, capture_output=True, text=True).stdout.splitlines()
    *words, speed = [json.loads(line) for line in out]
    parts = []
    for word in words:
        pieces = plain(word["word"])
        for place, piece in enumerate(pieces):
            start = word["start_s"] if place == 0 else None
            end = word["end_s"] if place == len(pieces) - 1 else None
            parts.append((piece, start, end))
    return parts, speed


def errors(read, said):
    """Words that are wrong, missing or too many (Levenshtein)."""
    row = list(range(len(said) + 1))
    for i, word in enumerate(read, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(said, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


def main():
    hear, model, ffmpeg, *media = sys.argv[1:]
    own = Path(__file__).resolve().parents[2] / ".engine/speech/librivox"
    sources = [
        (own / f"sense_and_sensibility_01_austen_64kb-{name}.wav", text, {}) for name, text in READ.items()
    ]
    if media:
        sources += [(Path(media[0]) / "audio" / name, text, told) for name, (text, told) in MEDIA.items()]
    wrong = total = 0
    borders, sound, took = [], 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        for path, text, told in sources:
            subprocess.run(
                [ffmpeg, "-v", "error", "-y", "-i", path, "-ac", "1", "-ar", "16000", "-f", "f32le", raw], check=True
            )
            said, speed = heard(hear, model, raw)
            sound, took = sound + speed["sound_s"], took + speed["hear_s"]
            read = aligned(raw.read_bytes(), text, told)
            mistakes = errors([word for word, _, _ in read], [word for word, _, _ in said])
            wrong, total = wrong + mistakes, total + len(read)
            matcher = difflib.SequenceMatcher(None, [w for w, _, _ in read], [w for w, _, _ in said], autojunk=False)
            for block in matcher.get_matching_blocks():
                for at in range(block.size):
                    (_, *truth), (_, *given) = read[block.a + at], said[block.b + at]
                    borders += [abs(g - t) for g, t in zip(given, truth) if g is not None]
            print(f"{path.name:50} {mistakes:3} of {len(read):3} words wrong")
    borders.sort()
    share = lambda limit: sum(border <= limit for border in borders) / len(borders)
    print(f"word error rate      {wrong / total:.1%} ({wrong} of {total})")
    print(
        f"word borders         {statistics.mean(borders):.3f} s off on average, {statistics.median(borders):.3f} median, "
        f"{borders[len(borders) * 9 // 10]:.3f} nine of ten, {borders[-1]:.3f} at most ({len(borders)})"
    )
    print(f"                     {share(0.1):.0%} within 0.1 s, {share(0.2):.0%} within 0.2 s")
    print(f"speed                {took / sound:.3f} of real time ({took:.1f} s for {sound:.1f} s; short windows)")
    print(f"peak memory          {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


main()
