import type { ConnectionState } from "../core/vocabulary.js";

/** The status of the connection: combines all that is known about it into one word, and reports each change. */
export class ConnectionStatus {
  readonly #report: (connection: ConnectionState) => void;
  #reported: ConnectionState = "unknown";
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
    this.#change(reconnecting || incomplete ? "reconnecting" : poor || stalled ? "poor" : "good");
  }

  /** The room was lost for good. */
  handleLost(): void {
    this.#change("lost");
  }

  #change(connection: ConnectionState): void {
    if (connection === this.#reported) return;
    this.#reported = connection;
    this.#report(connection);
  }
}
