/** What every `AvatarRenderer` does. See `src/core/ports/avatar-renderer.ts`. */
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ErrorCode } from "../../src/core/errors.js";
import type { AvatarRenderer, RendererReport } from "../../src/core/ports/avatar-renderer.js";
import { check, CountedAbort, type Framework, isAbort, rejection, same, until } from "./framework.js";

/** A reply that the other side has begun: a piece of it is told, and its speech is under way. */
export interface Reply {
  /** Says the rest and ends the speech; resolves when all of it is on its way. */
  end(): Promise<void>;
}

/** A renderer, and the world around it as far as the contract has to move it. What a renderer does not have is left out. */
export interface AvatarRendererSubject {
  readonly renderer: AvatarRenderer;
  readonly container: HTMLElement | undefined;
  /** The next mount takes until it is given up. Only with `waits`. */
  readonly stallMount?: () => Promise<void>;
  /** Mounts fail until `mend` is called, with this code. Only with `fails`. */
  readonly failMount?: () => Promise<{ readonly code: ErrorCode; readonly mend: () => Promise<void> }>;
  /** The other side begins to answer what it was asked last, with a chunk and its speech. Only with `respond`. */
  readonly reply?: (chunk: string) => Promise<Reply>;
  /** Resolves when `text`, given to `speakText`, is being said. Where saying takes time it goes on until it is cut short. */
  readonly saying?: (text: string) => Promise<void>;
  /** A sound for `speak`. Only with `speak`. */
  readonly sound?: (seconds: number) => Blob;
  /** Something that `speak` cannot play. Only with `speak`. */
  readonly unplayable?: () => Blob;
  /** How loud the avatar is for the visitor, 0…1, in this very task; 0 when it is silenced. */
  readonly loudness?: () => number;
  /** What a mount has left in the page; empty when it is over. */
  readonly leftovers: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** What not every renderer has: optional parts of the port, mounts that can take time, and mounts that can fail. */
export type Ability = "respond" | "speak" | "speakText" | "subscribe" | "sound" | "voice" | "waits" | "fails";

interface Contracted extends AvatarRendererSubject {
  readonly reports: RendererReport[];
  readonly mount: () => Promise<void>;
}
type Body = (subject: Contracted) => Promise<void>;

const isIn = (state: string) => (error: unknown) => {
  check(LiveAvatarError.is(error), `a LiveAvatarError, not ${String(error)}`);
  same(error.code, "wrong-state", `its code ${state}`);
  check(/^[A-Z].*\.$/s.test(error.message), `its message is a sentence: ${error.message}`);
};

/** Nothing that may be called at any time throws, whatever the state. */
function pokeAll({ renderer, container }: Contracted): void {
  renderer.update({});
  renderer.update({ avatar: { face: {} } });
  renderer.interrupt();
  renderer.keepAlive?.();
  if (container) renderer.relocate?.(container);
  renderer.sound?.setMuted(true);
  renderer.sound?.setMuted(false);
  renderer.sound?.setVolume(0.5);
  renderer.sound?.setVolume(1);
  renderer.voice?.setMuted(true);
  renderer.voice?.stop();
}

export function describeAvatarRenderer(
  name: string,
  abilities: readonly Ability[],
  make: () => Promise<AvatarRendererSubject>,
  { describe, it }: Framework,
): void {
  const can = (ability: Ability) => abilities.includes(ability);
  const promise = (title: string, body: Body): void => {
    it(title, async () => {
      const made = await make();
      const reports: RendererReport[] = [];
      made.renderer.subscribe?.((report) => reports.push(report));
      const subject: Contracted = Object.assign(made, {
        reports,
        mount: () => made.renderer.mount(made.container),
      });
      try {
        await body(subject);
      } finally {
        await made.renderer.unmount();
        await made.close();
      }
      same(made.leftovers(), [], "left behind");
    });
  };
  const promiseIf = (holds: boolean, title: string, body: Body): void => {
    if (holds) promise(title, body);
  };
  const groups = [life, ends, words, order, sounds, silence, microphone];

  describe(`${name} is an avatar`, () => {
    for (const group of groups) group();
  });

  function life(): void {
    promise("has what it says", async ({ renderer, ...subject }) => {
      check(renderer.id !== "", "an id");
      check(["local", "remote"].includes(renderer.type), `a type: ${renderer.type}`);
      for (const part of ["respond", "speakText", "subscribe", "sound", "voice"] as const) {
        same(renderer[part] !== undefined, can(part), part);
      }
      same(subject.reply !== undefined, can("respond"), "the subject's reply");
      same(subject.saying !== undefined, can("speakText"), "the subject's saying");
      same(subject.sound !== undefined, can("speak"), "the subject's sound");
      same(subject.stallMount !== undefined, can("waits"), "the subject's slow mount");
      same(subject.failMount !== undefined, can("fails"), "the subject's failing mount");
    });

    promise("mounts, unmounts, and mounts again", async ({ renderer, mount, leftovers }) => {
      for (let round = 0; round < 2; round += 1) {
        await mount();
        await renderer.unmount();
        same(leftovers(), [], `left after round ${round}`);
      }
    });

    promise("unmounts as often as it is told, before and after", async ({ renderer, mount, leftovers }) => {
      await renderer.unmount();
      await mount();
      await Promise.all([renderer.unmount(), renderer.unmount()]);
      await renderer.unmount({ leaving: true });
      same(leftovers(), [], "left behind");
    });

    promise("refuses to be mounted twice, and goes on", async (subject) => {
      await subject.mount();
      isIn("while mounted")(await rejection(subject.mount()));
      if (can("respond")) await subject.renderer.respond?.("Are you still there?");
      await subject.renderer.unmount();
      await subject.mount();
    });

    promise("takes everything that can be said at any time, at any time", async (subject) => {
      pokeAll(subject);
      await subject.mount();
      pokeAll(subject);
      await subject.renderer.unmount();
      pokeAll(subject);
    });
  }

  function ends(): void {
    promise("does nothing at a signal that is aborted already", async ({ renderer, container, leftovers, mount }) => {
      const error = await rejection(renderer.mount(container, { signal: AbortSignal.abort() }));
      check(isAbort(error), `an AbortError, not ${String(error)}`);
      same(leftovers(), [], "left behind");
      await mount();
    });

    promise("gives a mount up in the task that began it", async ({ renderer, container, leftovers, mount }) => {
      const abort = new AbortController();
      const mounting = rejection(renderer.mount(container, abort));
      abort.abort();
      const error = await mounting;
      check(isAbort(error), `an AbortError, not ${String(error)}`);
      await renderer.unmount();
      same(leftovers(), [], "left behind");
      await mount();
    });

    promise("leaves nothing of a mount that is unmounted on the way", async ({ renderer, leftovers, mount }) => {
      const mounting = mount().then(
        () => "mounted",
        (error: unknown) => (isAbort(error) ? "aborted" : `failed: ${String(error)}`),
      );
      await renderer.unmount();
      check(!(await mounting).startsWith("failed"), `it is no failure, but ${await mounting}`);
      same(leftovers(), [], "left behind");
      await mount();
    });

    promise("lets go of the signal of a mount that is over", async ({ renderer, container }) => {
      const abort = new CountedAbort();
      await renderer.mount(container, abort);
      same(abort.listeners, 0, "listeners of the signal");
      abort.abort();
      if (can("respond")) await renderer.respond?.("Are you still there?");
      isIn("while mounted")(await rejection(renderer.mount(container)));
    });

    promiseIf(can("waits"), "gives up a mount that takes long", async (subject) => {
      await subject.stallMount!();
      const abort = new AbortController();
      const mounting = rejection(subject.renderer.mount(subject.container, abort));
      await new Promise((resolve) => setTimeout(resolve));
      abort.abort();
      const error = await mounting;
      check(isAbort(error), `an AbortError, not ${String(error)}`);
      await subject.renderer.unmount();
      same(subject.leftovers(), [], "left behind");
    });

    promiseIf(can("fails"), "fails with a code, says so once, and can be mounted again", async (subject) => {
      const { code, mend } = await subject.failMount!();
      const error = await rejection(subject.mount());
      check(LiveAvatarError.is(error), `a LiveAvatarError, not ${String(error)}`);
      same(error.code, code, "its code");
      same(
        subject.reports.filter(({ type }) => type === "failed" || type === "ended"),
        [],
        "reports of an end",
      );
      await subject.renderer.unmount();
      same(subject.leftovers(), [], "left behind");
      await mend();
      await subject.mount();
    });
  }

  function words(): void {
    promise("says nothing unless it is mounted", async ({ renderer, mount, sound }) => {
      const refuses = async (when: string): Promise<void> => {
        if (renderer.respond) isIn(when)(await rejection(renderer.respond("Hello.")));
        if (renderer.speakText) isIn(when)(await rejection(renderer.speakText("Hello.")));
        isIn(when)(await rejection(renderer.speak(sound?.(0.1) ?? new Blob())));
      };
      await refuses("before");
      await mount();
      await renderer.unmount();
      await refuses("afterwards");
    });

    promiseIf(can("respond"), "takes words, and none whose signal is aborted", async ({ renderer, mount }) => {
      await mount();
      const abort = new CountedAbort();
      await renderer.respond?.("What is the time?", abort);
      same(abort.listeners, 0, "listeners of the signal");
      const error = await rejection(renderer.respond!("Never mind.", { signal: AbortSignal.abort() }));
      check(isAbort(error), `an AbortError, not ${String(error)}`);
    });

    promiseIf(can("speakText"), "says no text whose signal is aborted", async ({ renderer, mount }) => {
      await mount();
      const error = await rejection(renderer.speakText!("Never mind.", AbortSignal.abort()));
      check(isAbort(error), `an AbortError, not ${String(error)}`);
    });

    promiseIf(!can("speak"), "refuses a sound that it cannot play", async ({ renderer, mount }) => {
      await mount();
      isIn("for a sound")(await rejection(renderer.speak(new Blob(["RIFF"], { type: "audio/wav" }))));
    });
  }

  function order(): void {
    promiseIf(can("respond"), "reports a reply in order", async (subject) => {
      const { renderer, mount, reports, reply } = subject;
      await mount();
      await renderer.respond?.("What is the time?");
      const answer = await reply!("It is");
      await until(() => reports.some(({ type }) => type === "speech-start"));
      await answer.end();
      await until(() => reports.some(({ type }) => type === "speech-end"));
      await until(() => reports.some(({ type }) => type === "reply-text"));
      const of = (type: string) => reports.flatMap((one, index) => (one.type === type ? [index] : []));
      same([of("speech-start").length, of("speech-end").length], [1, 1], "speech began and ended");
      check(of("speech-start")[0]! < of("speech-end")[0]!, "its end follows its beginning");
      const chunks = reports.map((one) => (one.type === "reply-chunk" ? one.text : "")).join("");
      const [whole] = reports.flatMap((one) => (one.type === "reply-text" ? [one.text] : []));
      same(chunks, whole, "the chunks, joined");
    });

    promiseIf(can("respond"), "tells every listener, and none that has gone", async (subject) => {
      const { renderer, mount, reply } = subject;
      const heard: string[][] = [[], []];
      const offs = heard.map((list) => renderer.subscribe!(({ type }) => list.push(type)));
      await mount();
      offs[0]?.();
      offs[0]?.();
      heard[0]!.length = 0;
      await renderer.respond?.("What is the time?");
      await (await reply!("It is")).end();
      await until(() => heard[1]!.includes("speech-end"));
      same(heard[0], [], "what the first one heard");
      offs[1]?.();
    });

    promiseIf(can("subscribe"), "says nothing after it is unmounted", async (subject) => {
      const { renderer, mount, reports, reply } = subject;
      const late = async (): Promise<Reply | undefined> => {
        await renderer.respond?.("What is the time?");
        return reply?.("It was");
      };
      await mount();
      const answer = await late();
      if (answer) await until(() => reports.some(({ type }) => type === "speech-start"));
      await renderer.unmount();
      const before = reports.length;
      pokeAll(subject);
      await answer?.end();
      // A second conversation takes longer than any report of the first one could.
      const since = reports.slice(before);
      same(since, [], "reports after unmount");
      await mount();
      const old = reports.slice(before).filter(({ type }) => type === "reply-text" || type === "speech-end");
      same(old, [], "reports of the first conversation in the second");
    });
  }

  function sounds(): void {
    promiseIf(can("sound"), "remembers how loud it is to be", async ({ renderer, mount, loudness }) => {
      const expect = (level: number, when: string): void => {
        if (loudness) same(Math.round(loudness() * 100), level * 100, `loudness ${when}`);
      };
      renderer.sound?.setVolume(0.5);
      await mount();
      expect(0.5, "as was set before");
      renderer.sound?.setMuted(true);
      expect(0, "muted");
      renderer.sound?.setMuted(false);
      expect(0.5, "unmuted");
      renderer.sound?.setMuted(true);
      await renderer.unmount();
      await mount();
      expect(0, "still muted in the next conversation");
      renderer.sound?.setMuted(false);
      renderer.sound?.setVolume(2);
      expect(1, "at most");
      renderer.sound?.setVolume(-1);
      expect(0, "at least");
      await renderer.sound?.unlock();
    });

    promiseIf(can("speak"), "plays a sound to its end", async ({ renderer, mount, sound }) => {
      await mount();
      const began = performance.now();
      await renderer.speak(sound!(0.3));
      const seconds = (performance.now() - began) / 1000;
      // A sound card's clock is not the page's.
      check(seconds > 0.25, `a sound of 0.3 s took ${seconds} s`);
    });

    promiseIf(can("speak"), "says what it cannot play, and plays the next", async (subject) => {
      const { renderer, mount, sound, unplayable } = subject;
      await mount();
      const error = await rejection(renderer.speak(unplayable!()));
      check(LiveAvatarError.is(error), `a LiveAvatarError, not ${String(error)}`);
      same(error.code, "tts-failed", "its code");
      await renderer.speak(sound!(0.05));
    });
  }

  function silence(): void {
    promise("can be interrupted when there is nothing to interrupt", async ({ renderer, mount }) => {
      renderer.interrupt();
      await mount();
      renderer.interrupt();
      renderer.interrupt();
      if (can("respond")) await renderer.respond?.("Are you still there?");
    });

    promiseIf(can("speakText"), "stops saying in the task of the interrupt", async (subject) => {
      const { renderer, mount, saying, loudness } = subject;
      await mount();
      const abort = new CountedAbort();
      const said = renderer.speakText!("A long story.", abort.signal);
      await saying!("A long story.");
      renderer.interrupt();
      if (loudness) same(loudness(), 0, "loudness in the same task");
      await said;
      same(abort.listeners, 0, "listeners of the signal");
      const next = renderer.speakText!("Another one.");
      await saying!("Another one.");
      renderer.interrupt();
      await next;
    });

    promiseIf(can("speakText"), "stops saying at an abort", async ({ renderer, mount, saying }) => {
      await mount();
      const abort = new AbortController();
      const state = { isOver: false };
      const said = renderer.speakText!("A long story.", abort.signal).then(
        () => void (state.isOver = true),
        (error: unknown) => error,
      );
      await saying!("A long story.");
      const wasOver = state.isOver;
      abort.abort();
      const error = await said;
      check(wasOver || isAbort(error), `an AbortError, not ${String(error)}`);
    });

    promiseIf(can("speakText"), "waits for no text when it is unmounted", async ({ renderer, mount, saying }) => {
      await mount();
      const said = renderer.speakText!("A long story.").catch((error: unknown) => error);
      await saying!("A long story.");
      await renderer.unmount();
      const error = await said;
      check(error === undefined || LiveAvatarError.is(error), `quietly or with a code, not ${String(error)}`);
    });

    promiseIf(can("speak"), "stops a sound in the task of the interrupt", async ({ renderer, mount, sound }) => {
      await mount();
      const done = renderer.speak(sound!(30));
      renderer.interrupt();
      await done;
      const playing = renderer.speak(sound!(30));
      await renderer.unmount();
      await playing.catch((error: unknown) => {
        check(LiveAvatarError.is(error), `quietly or with a code, not ${String(error)}`);
      });
    });

    promiseIf(can("respond"), "reports nothing more of a reply that was interrupted", async (subject) => {
      const { renderer, mount, reports, reply, loudness } = subject;
      await mount();
      await renderer.respond?.("Tell me a story.");
      const old = await reply!("Once");
      await until(() => reports.some(({ type }) => type === "speech-start"));
      renderer.interrupt();
      if (loudness) same(loudness(), 0, "loudness in the same task");
      const before = reports.length;
      await old.end();
      await renderer.respond?.("What is the time?");
      const next = await reply!("It is");
      await next.end();
      await until(() => reports.slice(before).some(({ type }) => type === "speech-end"));
      const since = reports.slice(before).filter(({ type }) => type === "reply-chunk" || type === "reply-text");
      check(
        since.every((one) => "text" in one && !one.text.includes("Once")),
        `only of the next reply: ${JSON.stringify(since)}`,
      );
      if (loudness) same(loudness(), 1, "loudness of the next reply");
    });
  }

  function microphone(): void {
    promiseIf(can("voice"), "opens, mutes and closes the microphone, and says so", async (subject) => {
      const { renderer, mount, reports } = subject;
      const voice = renderer.voice!;
      const last = () => reports.findLast((one) => one.type === "mic")?.mic;
      await mount();
      voice.setMuted(false);
      same(last(), undefined, "the microphone before it is opened");
      await voice.start({ muted: true });
      same(last(), "muted", "the microphone");
      voice.setMuted(false);
      same(last(), "live", "the microphone");
      voice.stop();
      same(last(), "off", "the microphone");
      voice.setMuted(false);
      same(last(), "off", "the microphone that was closed");
    });

    promiseIf(can("voice"), "opens no microphone without a conversation", async ({ renderer, reports }) => {
      isIn("before mount")(await rejection(renderer.voice!.start()));
      same(reports, [], "reports");
    });
  }
}
