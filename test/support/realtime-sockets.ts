/** WebSockets without a network, on a clock of the test: a line that is late, breaks off, or falls silent. */
import type { Clock } from "../../src/core/clock.js";
import { type Script, scriptedConnection, type ScriptedConnection } from "./realtime-server.js";

export interface Line {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sent: Record<string, unknown>[];
  /** Breaks it off: what is on its way is lost, on both sides. */
  cut(code?: number, reason?: string): void;
  /** Nothing passes any more, and nobody is told. */
  freeze(): void;
  /** Says something to the client. */
  say(event: unknown): void;
  /** Says how many bytes wait in the socket. */
  fill(bytes: number): void;
  readonly isOpen: boolean;
}

export interface LinesOptions {
  readonly clock: Clock;
  readonly script?: (index: number) => Script;
  /** Milliseconds that a message takes. Default 10. */
  readonly latencyMs?: () => number;
  /** Whether a connection is refused; a number is the status of the handshake. */
  readonly refuses?: (index: number) => boolean | number;
}

export function realtimeLines({
  clock,
  script = () => ({}),
  latencyMs = () => 10,
  refuses = () => false,
}: LinesOptions) {
  const lines: Line[] = [];
  class FakeSocket {
    onopen: unknown = undefined;
    onmessage: unknown = undefined;
    onerror: unknown = undefined;
    onclose: unknown = undefined;
    readyState = 0;
    bufferedAmount = 0;
    #server: ScriptedConnection | undefined;
    #isFrozen = false;
    #upAt = 0;
    #downAt = 0;
    readonly #sent: Record<string, unknown>[] = [];

    constructor(url: string, protocols: string[]) {
      const index = lines.length;
      const isOpen = (): boolean => this.readyState === 1;
      lines.push({
        url,
        protocols,
        sent: this.#sent,
        cut: (code = 1006, reason = "") => this.#end(code, reason),
        freeze: () => {
          this.#isFrozen = true;
          this.#server?.end();
        },
        fill: (bytes) => {
          this.bufferedAmount = bytes;
        },
        say: (event) => this.#deliver(typeof event === "string" ? event : JSON.stringify(event)),
        get isOpen() {
          return isOpen();
        },
      });
      clock.setTimeout(() => {
        if (this.readyState !== 0) return;
        const refusal = refuses(index);
        if (refusal !== false) {
          const message = refusal === true ? "" : `Unexpected server response: ${refusal}`;
          this.#tell(this.onerror, { message });
          this.#end(1006, "");
          return;
        }
        this.readyState = 1;
        this.#tell(this.onopen, {});
        this.#server = scriptedConnection(script(index), clock, (data) => this.#deliver(data));
      }, latencyMs());
    }

    send(data: string): void {
      if (this.readyState !== 1) throw new DOMException("not open", "InvalidStateError");
      this.#sent.push(JSON.parse(data) as Record<string, unknown>);
      if (this.#isFrozen) return;
      const ms = latencyMs();
      this.#upAt = Math.max(this.#upAt, clock.now() + ms);
      clock.setTimeout(() => {
        if (this.readyState === 1 && !this.#isFrozen) this.#server?.receive(data);
      }, this.#upAt - clock.now());
    }

    close(): void {
      if (this.readyState >= 2) return;
      this.readyState = 3;
      this.#server?.end();
    }

    #tell(listener: unknown, event: object): void {
      (listener as ((event: object) => void) | undefined)?.(event);
    }

    #deliver(data: string): void {
      if (this.#isFrozen) return;
      this.#downAt = Math.max(this.#downAt, clock.now() + latencyMs());
      clock.setTimeout(() => {
        if (this.readyState === 1 && !this.#isFrozen) this.#tell(this.onmessage, { data });
      }, this.#downAt - clock.now());
    }

    #end(code: number, reason: string): void {
      if (this.readyState >= 2) return;
      this.readyState = 3;
      this.#server?.end();
      this.#tell(this.onclose, { code, reason });
    }
  }
  return { lines, webSocket: FakeSocket };
}
