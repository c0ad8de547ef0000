/** What the emulator and a process of bots say to each other. */
import type { FullSessionConfig, ServiceEndReason } from "../backend/rest-protocol.js";
import type { Behaviour, EndBehaviour } from "./behaviour.js";
import type { LiveKitOptions } from "./room-admin.js";
import type { EmulatorSpeechOptions } from "./speech-client.js";

/** What the bots of a session have to know of it. */
export interface BotsOfSession {
  readonly id: string;
  readonly config: FullSessionConfig;
  readonly behaviour: Behaviour;
}

export type Role = "user" | "avatar";

/** The fields of `session.stopped`, by the names for the reason that are sent. */
export type Farewell = Readonly<Partial<Record<"end_reason" | "stop_reason", ServiceEndReason>>>;

/** From the emulator. `begin` comes first, and once. */
export type Order =
  | { readonly type: "begin"; readonly livekit: LiveKitOptions; readonly speech: EmulatorSpeechOptions | undefined }
  | { readonly type: "speech"; readonly speech: EmulatorSpeechOptions | undefined }
  | { readonly type: "join"; readonly session: BotsOfSession }
  | { readonly type: "leave"; readonly id: string; readonly farewell: Farewell | undefined };

/** From the process of bots. After `failed` it ends. */
export type Report =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly message: string }
  /** How late its timers are, in milliseconds. Told while it has sessions, and once more when the last of them has left. */
  | { readonly type: "lag"; readonly ms: number }
  | { readonly type: "joined" | "activity" | "left"; readonly id: string }
  | { readonly type: "line"; readonly id: string; readonly role: Role; readonly text: string }
  | {
      readonly type: "end";
      readonly id: string;
      readonly reason: ServiceEndReason;
      readonly event: EndBehaviour["event"];
    };
