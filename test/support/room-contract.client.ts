/** Runs in the page of room-page.ts: the renderer's contract, with a stage hand in Node who plays the service. */
import { LiveAvatarRenderer, endpointTokenSource } from "../../src/room/index.js";
import { type Ability, type AvatarRendererSubject, describeAvatarRenderer } from "../contracts/avatar-renderer.js";

/** What the page asks of the stage hand; see avatar-renderer.e2e.ts. */
export interface StageHand {
  stall(): void;
  fail(): void;
  mend(): void;
  /** Begins to answer the last question; returns its id. */
  beginReply(chunk: string): Promise<string>;
  endReply(id: string, text: string): Promise<void>;
  /** Begins to say the text, as soon as it was heard. */
  beginText(text: string): Promise<void>;
}

declare global {
  interface Window {
    /** The stage hand's function of that name. */
    stageHand(name: keyof StageHand, ...args: string[]): Promise<string>;
  }
}

export const ABILITIES: readonly Ability[] = ["waits", "fails", "respond", "speakText", "subscribe", "sound", "voice"];

/** By title. */
export const contract = new Map<string, () => Promise<void>>();

/** @param leftovers what the ledger of the page still holds */
export function collectContract(leftovers: () => readonly string[]): void {
  const ask = (name: keyof StageHand, ...args: string[]) => window.stageHand(name, ...args);
  const make = async (): Promise<AvatarRendererSubject> => {
    const container = document.querySelector<HTMLElement>("#stage")!;
    const video = container.querySelector("video")!;
    const service = new URLSearchParams(location.hash.slice(1)).get("service") ?? "";
    return {
      renderer: new LiveAvatarRenderer({ token: endpointTokenSource({ url: `${service}/token` }), apiUrl: service }),
      container,
      async stallMount() {
        await ask("stall");
      },
      async failMount() {
        await ask("fail");
        const mend = async (): Promise<void> => {
          await ask("mend");
        };
        return { code: "start-refused", mend };
      },
      async reply(chunk) {
        const id = await ask("beginReply", chunk);
        const end = async (): Promise<void> => {
          await ask("endReply", id, chunk);
        };
        return { end };
      },
      async saying(text) {
        await ask("beginText", text);
      },
      loudness: () => (video.muted ? 0 : video.volume),
      leftovers,
      close: async () => undefined,
    };
  };
  describeAvatarRenderer("LiveAvatarRenderer", ABILITIES, make, {
    describe: (_title, body) => {
      body();
    },
    it: (title, body) => contract.set(title, body),
  });
}
