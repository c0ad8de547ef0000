/** The LiveKit server's own API: tokens for participants, data from the server, and closing a room. */
import type { RoomServiceClient } from "livekit-server-sdk";
import { EmulatorError } from "./emulator-error.js";

export interface LiveKitOptions {
  /** `ws://` or `wss://` */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

type Sdk = typeof import("livekit-server-sdk");

export class RoomAdmin {
  readonly #sdk: Sdk;
  readonly #options: LiveKitOptions;
  readonly #client: RoomServiceClient;

  /** Use {@link RoomAdmin.load}. */
  constructor(sdk: Sdk, options: LiveKitOptions) {
    this.#sdk = sdk;
    this.#options = options;
    this.#client = new sdk.RoomServiceClient(options.url.replace(/^ws/, "http"), options.apiKey, options.apiSecret);
  }

  static async load(options: LiveKitOptions): Promise<RoomAdmin> {
    try {
      return new RoomAdmin(await import("livekit-server-sdk"), options);
    } catch (cause) {
      throw new EmulatorError(
        "The emulator needs the package livekit-server-sdk: npm install --save-dev livekit-server-sdk",
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
