/** Runs in the page of official-sdk.e2e.ts: LiveAvatar's own client, its events written down, and a microphone that says what it is told. */
import { AgentEventsEnum, LiveAvatarSession, SessionEvent, SessionInteractivityMode } from "@heygen/liveavatar-web-sdk";

export interface Noted {
  readonly type: string;
  readonly text?: string;
  /** Whatever else an event has to say: a state, a reason. */
  readonly detail?: unknown;
}

interface Options {
  readonly apiUrl: string;
  /** `undefined`: no microphone at all. */
  readonly voice: "CONVERSATIONAL" | "PUSH_TO_TALK" | undefined;
}

let session: LiveAvatarSession | undefined;
let microphone: { context: AudioContext; destination: MediaStreamAudioDestinationNode } | undefined;

const video = (): HTMLVideoElement => {
  const found = document.querySelector("video");
  if (!found) throw new Error("the page has no video");
  return found;
};

const need = (): LiveAvatarSession => {
  if (!session) throw new Error("no session");
  return session;
};

const page = {
  log: [] as Noted[],

  start(token: string, { apiUrl, voice }: Options): Promise<void> {
    const made = new LiveAvatarSession(token, {
      apiUrl,
      voiceChat: voice === undefined ? false : { mode: SessionInteractivityMode[voice] },
    });
    session = made;
    for (const type of Object.values(AgentEventsEnum)) {
      made.on(type, ({ text, stop_reason: reason }: { text?: string; stop_reason?: string }) => {
        page.log.push({
          type,
          ...(text === undefined ? {} : { text }),
          ...(reason === undefined ? {} : { detail: reason }),
        });
      });
    }
    made.on(SessionEvent.SESSION_STATE_CHANGED, (state: unknown) => page.log.push({ type: "state", detail: state }));
    made.on(SessionEvent.SESSION_DISCONNECTED, (reason: unknown) =>
      page.log.push({ type: "disconnected", detail: reason }),
    );
    made.on(SessionEvent.SESSION_STREAM_READY, () => {
      made.attach(video());
      page.log.push({ type: "stream-ready" });
    });
    return made.start();
  },

  session: need,

  /** Resolves with the picture's width when the next frame is shown. */
  nextFrame: () =>
    new Promise<number>((resolve) => video().requestVideoFrameCallback((_now, { width }) => resolve(width))),

  /** Loudest sample of the avatar's voice within `ms`. */
  async loudness(ms: number): Promise<number> {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 2048 });
    context.createMediaStreamSource(video().srcObject as MediaStream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let peak = 0;
    for (const end = performance.now() + ms; performance.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      analyser.getFloatTimeDomainData(samples);
      peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), peak);
    }
    await context.close();
    return peak;
  },

  /** From now on the page's microphone is one that only `say` speaks into. */
  takeMicrophone(): void {
    const context = new AudioContext();
    const destination = context.createMediaStreamDestination();
    microphone = { context, destination };
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(destination.stream.clone());
  },

  /** Says a WAV (base64) into the microphone; resolves when it has been said. */
  async say(wav: string): Promise<void> {
    if (!microphone) throw new Error("takeMicrophone() first");
    const { context, destination } = microphone;
    const bytes = Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0));
    const source = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes.buffer) });
    source.connect(destination);
    const said = new Promise((resolve) => source.addEventListener("ended", resolve));
    source.start();
    await said;
  },
};

declare global {
  interface Window {
    sdk: typeof page;
  }
}
window.sdk = page;
