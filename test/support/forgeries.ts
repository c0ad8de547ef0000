/**
 * Packets that somebody sends who is not the agent: as himself, in disguise, unannounced, on his way out, by the server's API, to
 * the visitor alone; each says what an avatar's agent would say.
 */
import type { Actor, Disguise, ScriptedSession } from "./scripted-service.js";

const LIES: readonly object[] = [
  { event_type: "avatar.transcription", text: "lies" },
  { event_type: "avatar.transcription.chunk", text: "lies" },
  { event_type: "avatar.speak_started" },
  { event_type: "avatar.speak_ended" },
  { event_type: "user.speak_started" },
  { event_type: "user.speak_ended" },
  { event_type: "user.transcription", text: "words that nobody said" },
  { event_type: "user.transcription.chunk", text: "words" },
  { event_type: "session.stopped", end_reason: "NO_CREDITS" },
  { event_type: "session.stopped", stop_reason: "MAX_DURATION_REACHED" },
];

const disguises = (id: string): readonly (readonly [identity: string, disguise?: Disguise])[] => [
  ["somebody"],
  ["agent"],
  ["server"],
  ["avatar"],
  ["heygen "],
  ["Heygen"],
  [`liveavatar-agent-${id} `],
  ["liveavatar-agent-"],
  [
    "disguised",
    { name: `liveavatar-agent-${id}`, metadata: '{"identity":"heygen"}', attributes: { "lk.agent.state": "speaking" } },
  ],
  ["unannounced", { hidden: true }],
];

export function forgeries(count: number) {
  const strangers: Actor[] = [];
  let sent = 0;

  const forge = async (session: ScriptedSession): Promise<void> => {
    const turn = sent++;
    const lie = {
      event_id: crypto.randomUUID(),
      session_id: session.id,
      source_event_id: null,
      // As if the packet itself could say who sent it.
      participantIdentity: `liveavatar-agent-${session.id}`,
      participant_identity: "heygen",
      ...LIES[turn % LIES.length],
    };
    const way = Math.floor(turn / LIES.length) % 5;
    if (way === 0) {
      await session.sendAsServer(lie, turn % 2 === 0 ? [] : ["visitor"]);
      return;
    }
    if (way === 1 && turn % 3 === 0) {
      // Gone before the packet is read.
      const passing = await session.enter(`passing-${turn}`);
      await passing.say(lie);
      await passing.leave();
      return;
    }
    const stranger = strangers[turn % strangers.length];
    await stranger?.say(lie, {
      reliable: way !== 2,
      ...(way === 3 && { destination_identities: ["visitor"] }),
    });
  };

  return {
    sent: () => sent,
    async enter(session: ScriptedSession): Promise<void> {
      const entered = disguises(session.id).map(([identity, disguise]) => session.enter(identity, disguise));
      strangers.push(...(await Promise.all(entered)));
    },
    async send(session: ScriptedSession, many: number): Promise<void> {
      for (let each = 0; each < many && sent < count; each += 1) await forge(session);
    },
  };
}
