/** The LiveKit server's own API: tokens for participants, data from the server, and closing a room. */
import type { RoomServiceClient } from "livekit-server-sdk";
import { systemClock } from "../core/clock.js";
import { isRecord } from "../core/is-record.js";
import { attempt } from "../core/wait.js";
import { EmulatorError } from "./emulator-error.js";

export interface LiveKitOptions {
  /** `ws://` or `wss://` */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

const CHECK_PATIENCE_MS = 5_000;

type Sdk = typeof import("livekit-server-sdk");

export class RoomAdmin {
  readonly #sdk: Sdk;
  readonly #options: LiveKitOptions;
  readonly #client: RoomServiceClient;

  /** Use {@link RoomAdmin.load}. */
  constructor(sdk: Sdk, options: LiveKitOptions) {
    for (const [name, value] of [
      ["key", options.apiKey],
      ["secret", options.apiSecret],
    ] as const) {
      if (value === "") throw new EmulatorError(`Give the LiveKit server's ${name} with --livekit-${name}.`);
    }
    if (!/^wss?:\/\//.test(options.url) || !URL.canParse(options.url)) {
      throw new EmulatorError("--livekit-url takes an address like ws://127.0.0.1:7880.");
    }
    this.#sdk = sdk;
    this.#options = options;
    this.#client = new sdk.RoomServiceClient(options.url.replace(/^ws/, "http"), options.apiKey, options.apiSecret);
  }

  static async load(options: LiveKitOptions): Promise<RoomAdmin> {
    let sdk: Sdk;
    try {
      sdk = await import("livekit-server-sdk");
    } catch (cause) {
      throw new EmulatorError(
        "The emulator needs the package livekit-server-sdk: npm install --save-dev livekit-server-sdk",
        { cause },
      );
    }
    return new RoomAdmin(sdk, options);
  }

  /**
   * Asks the server for something that only its own keys may ask.
   * @throws EmulatorError when it does not answer in 5 s, or refuses the keys; the sentence names the option
   */
  async check(): Promise<void> {
    const { url } = this.#options;
    try {
      await attempt(() => this.#client.listRooms(["live-avatar-emulator"]), {
        ...{ clock: systemClock, ms: CHECK_PATIENCE_MS },
        timeout: () =>
          new EmulatorError(`The LiveKit server at ${url} did not answer in ${CHECK_PATIENCE_MS / 1000} s.`),
      });
    } catch (cause) {
      if (cause instanceof EmulatorError) throw cause;
      const status = isRecord(cause) ? cause.status : undefined;
      if (status === 401 || status === 403) {
        throw new EmulatorError(
          `The LiveKit server at ${url} refuses the key: give --livekit-key and --livekit-secret (LIVEKIT_API_KEY, LIVEKIT_API_SECRET) as that server has them.`,
          { cause },
        );
      }
      throw new EmulatorError(
        `There is no LiveKit server at ${url}: start one there, or name another with --livekit-url (LIVEKIT_URL).`,
        { cause },
      );
    }
  }

  async token(roomName: string, identity: string): Promise<string> {
    const { apiKey, apiSecret } = this.#options;
    const token = new this.#sdk.AccessToken(apiKey, apiSecret, { identity, ttl: "2h" });
    token.addGrant({ roomJoin: true, room: roomName, canPublish: true, canSubscribe: true, canPublishData: true });
    return token.toJwt();
  }

  async sendData(roomName: string, bytes: Uint8Array, topic: string, reliable: boolean): Promise<void> {
    const { RELIABLE, LOSSY } = this.#sdk.DataPacket_Kind;
    await this.#client.sendData(roomName, bytes, reliable ? RELIABLE : LOSSY, { topic });
  }

  /** Closes the room for all participants; a room that does not exist any more is no error. */
  async closeRoom(roomName: string): Promise<void> {
    await this.#client.deleteRoom(roomName).catch(() => undefined);
  }
}
