/** A session that hears by itself in a random run: sources that come and go, and a recogniser with bad manners. */
import fc from "fast-check";
import { LiveAvatarError } from "../../../src/core/errors.js";
import type { AvatarSession } from "../../../src/session/index.js";
import { FakeAudioSource, type FakeConnectPlan, FakeMicSource, FakeRealtimeSTT } from "../../../src/testing/index.js";

export type ListeningAct =
  | { readonly type: "listen"; readonly to: "plain" | "mic" | "denied" | "hangs" | "last"; readonly connect: Connect }
  | { readonly type: "hush"; readonly drain: boolean }
  | { readonly type: "murmur"; readonly what: Murmur };

type Connect = "at-once" | "hold" | "deaf" | "fails";
type Murmur =
  | "speech-start"
  | "speech-end"
  | "noise"
  | "problem"
  | "drop"
  | "source-ends"
  | "source-breaks"
  | "answer"
  | "mute"
  | "talk"
  | "release"
  | "frame";

export const listeningAct: fc.Arbitrary<ListeningAct> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("listen" as const),
      to: fc.constantFrom(
        "plain" as const,
        "mic" as const,
        "mic" as const,
        "denied" as const,
        "hangs" as const,
        "last" as const,
      ),
      connect: fc.constantFrom<Connect>("at-once", "at-once", "at-once", "hold", "deaf", "fails"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("hush" as const), drain: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("murmur" as const),
      what: fc.constantFrom<Murmur>(
        ...(["speech-start", "speech-end", "noise", "problem", "drop", "source-ends", "source-breaks"] as const),
        ...(["answer", "mute", "talk", "release", "frame"] as const),
      ),
    }),
  },
);

export class ModelListening {
  readonly stt = new FakeRealtimeSTT({ tellsAfterClose: true });
  readonly #sources: FakeAudioSource[] = [];

  /** What a clean end leaves: nothing. */
  get left(): Readonly<Record<string, number>> {
    const mics = this.#sources.filter((source) => source instanceof FakeMicSource);
    return {
      recognisers: this.stt.open,
      sources: this.#sources.filter(({ readers, released }) => readers !== released).length,
      microphones: mics.filter(({ isOpen, listeners }) => isOpen || listeners > 0).length,
    };
  }

  /** @returns what the session promised */
  act(session: AvatarSession, act: ListeningAct): Promise<unknown> {
    switch (act.type) {
      case "listen":
        return this.#listen(session, act.to, act.connect);
      case "hush":
        return session.stopListening({ drain: act.drain });
      case "murmur":
        return this.#murmur(session, act.what) ?? Promise.resolve();
    }
  }

  /** Whatever never answered does so now, too late. */
  answerLate(): void {
    for (const connection of this.stt.connections) connection.answer();
    for (const source of this.#sources) if (source instanceof FakeMicSource) source.grant();
  }

  /** Final words of the visitor, heard now. @returns whether anybody could hear them */
  say(text: string): boolean {
    const connection = this.stt.connections.at(-1);
    if (connection?.state !== "open") return false;
    connection.partial(text.slice(0, 4));
    connection.final(text);
    return true;
  }

  #listen(session: AvatarSession, to: (ListeningAct & { type: "listen" })["to"], connect: Connect): Promise<unknown> {
    const plans: Partial<Record<Connect, FakeConnectPlan>> = {
      hold: "hold",
      deaf: "deaf",
      fails: new Error("no line"),
    };
    const plan = plans[connect];
    if (plan) this.stt.plan(plan);
    const last = this.#sources.at(-1);
    if (to === "last") return session.startListening(last);
    const source = to === "plain" ? new FakeAudioSource() : new FakeMicSource();
    if (source instanceof FakeMicSource && to === "hangs") source.device = "hangs";
    if (source instanceof FakeMicSource && to === "denied") source.device = new LiveAvatarError("mic-denied", "No.");
    this.#sources.push(source);
    return session.startListening(source);
  }

  #murmur(session: AvatarSession, what: Murmur): Promise<unknown> | undefined {
    const connection = this.stt.connections.at(-1);
    const source = this.#sources.at(-1);
    switch (what) {
      case "speech-start":
        connection?.speechStart();
        return undefined;
      case "speech-end":
        connection?.speechEnd();
        return undefined;
      case "noise":
        connection?.final("…");
        return undefined;
      case "problem":
        connection?.problem();
        return undefined;
      case "drop":
        connection?.drop();
        return undefined;
      case "answer":
        connection?.answer();
        if (source instanceof FakeMicSource) source.grant();
        return undefined;
      case "source-ends":
        source?.end();
        return undefined;
      case "source-breaks":
        source?.fail(new Error("cable"));
        return undefined;
      case "frame":
        source?.push(160);
        return undefined;
      case "mute":
        session.setMicMuted(true);
        return undefined;
      case "talk":
        return session.startPushToTalk();
      case "release":
        return session.stopPushToTalk();
    }
  }
}
