import type { ConnectionState } from "../core/vocabulary.js";

/** Makes one word of everything that is known about the connection, and says it when it changes. */
export class ConnectionGauge {
  readonly #report: (connection: ConnectionState) => void;
  #said: ConnectionState = "unknown";
  #facts = { joined: false, poor: false, stalled: false, reconnecting: false, incomplete: false };

  constructor(report: (connection: ConnectionState) => void) {
    this.#report = report;
  }

  /**
   * @param facts `poor`: LiveKit's quality of our own link; `stalled`: no new picture; `reconnecting`: the room;
   * `incomplete`: avatar or agent is away
   */
  update(
    facts: Partial<{ joined: boolean; poor: boolean; stalled: boolean; reconnecting: boolean; incomplete: boolean }>,
  ): void {
    this.#facts = { ...this.#facts, ...facts };
    const { joined, poor, stalled, reconnecting, incomplete } = this.#facts;
    if (!joined) return;
    this.#say(reconnecting || incomplete ? "reconnecting" : poor || stalled ? "poor" : "good");
  }

  /** Nothing more will come. */
  lost(): void {
    this.#say("lost");
  }

  #say(connection: ConnectionState): void {
    if (connection === this.#said) return;
    this.#said = connection;
    this.#report(connection);
  }
}
