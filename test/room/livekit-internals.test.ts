import { expect } from "chai";
import type { Room } from "livekit-client";
import { LiveKitInternals } from "../../src/room/livekit-internals.js";

/** The part of a room that is looked at: its engine, which it replaces as it connects. */
const roomWith = (engine: object): Room => ({ engine }) as unknown as Room;

describe("the engine of a room", () => {
  it("negotiates without an unhandled rejection, and whoever waits is told all the same", async () => {
    const unhandled: unknown[] = [];
    let handleControl = (): void => undefined;
    const controlled = new Promise<void>((resolve) => {
      handleControl = resolve;
    });
    const handle = (event: PromiseRejectionEvent): void => {
      event.preventDefault();
      unhandled.push(event.reason);
      if ((event.reason as Error).message === "control") handleControl();
    };
    window.addEventListener("unhandledrejection", handle);
    const failure = new Error("negotiation timed out");
    const engine = { id: 7, negotiate: (): Promise<unknown> => Promise.reject(failure) };
    const room = roomWith({});
    new LiveKitInternals(room);
    room.engine = engine as never;
    void engine.negotiate();
    const told = await engine.negotiate().catch((error: unknown) => error);
    // One that is unhandled on purpose: its event comes after those of the ones before.
    const control = new Error("control");
    void Promise.reject(control);
    await controlled;
    window.removeEventListener("unhandledrejection", handle);
    expect([told, unhandled]).to.deep.equal([failure, [control]]);
  });

  it("is called as its own method, with what it is given", () => {
    const engine = {
      name: "engine",
      negotiate(...given: unknown[]): unknown {
        return [this.name, ...given];
      },
    };
    new LiveKitInternals(roomWith(engine));
    expect(engine.negotiate(1, 2)).to.deep.equal(["engine", 1, 2]);
  });

  describe("ends its wait for media", () => {
    /** An engine that waits for media as livekit-client does: only an abort ends the loop. */
    function waiting() {
      const signals: AbortSignal[] = [];
      let giveUp: (error: unknown) => void = () => undefined;
      const engine: { pcManager?: { ensurePCTransportConnection(given?: AbortController): Promise<void> } } = {};
      const room = roomWith(engine);
      const internals = new LiveKitInternals(room);
      engine.pcManager = {
        ensurePCTransportConnection(given) {
          if (given) signals.push(given.signal);
          return new Promise((_, reject) => (giveUp = reject));
        },
      };
      const wait = (given?: AbortController) => engine.pcManager?.ensurePCTransportConnection(given).catch(String);
      return { internals, signals, wait, giveUp: (error: unknown) => giveUp(error) };
    }
    const isAborted = ({ signals }: ReturnType<typeof waiting>) => signals.map(({ aborted }) => aborted);

    it("with the room, whether it was given a signal or not", () => {
      const engine = waiting();
      void engine.wait();
      void engine.wait(new AbortController());
      expect(isAborted(engine)).to.deep.equal([false, false]);
      engine.internals.dispose();
      expect(isAborted(engine)).to.deep.equal([true, true]);
    });

    it("with the signal that it was given", () => {
      const engine = waiting();
      const controller = new AbortController();
      void engine.wait(controller);
      controller.abort();
      expect(isAborted(engine)).to.deep.equal([true]);
    });

    it("with its own time limit, which whoever waits is told", async () => {
      const engine = waiting();
      const waited = engine.wait();
      engine.giveUp("timed out");
      expect(await waited).to.equal("timed out");
      expect(isAborted(engine)).to.deep.equal([true]);
    });
  });

  describe("that is closed", () => {
    /** An engine that goes on with a reconnection when it was closed, as livekit-client's does. */
    function reconnecting() {
      const calls: string[] = [];
      const engine: { pcManager?: object; join: () => Promise<string>; close: () => Promise<void> } = {
        join: () => {
          calls.push("join");
          return Promise.resolve("joined");
        },
        close: () => {
          calls.push("close");
          return Promise.resolve();
        },
      };
      return { engine, calls, internals: new LiveKitInternals(roomWith(engine)) };
    }
    const outcome = (promise: Promise<string>) => promise.catch((error: unknown) => (error as Error).name);

    it("joins no more and makes no peer connection, whoever closed it", async () => {
      for (const end of ["engine", "room"] as const) {
        const { engine, calls, internals } = reconnecting();
        expect(await engine.join()).to.equal("joined");
        engine.pcManager = {};
        if (end === "engine") await engine.close();
        else internals.dispose();
        expect(await outcome(engine.join())).to.equal("AbortError");
        const late = {};
        expect(() => (engine.pcManager = late)).to.throw();
        expect(engine.pcManager).not.to.equal(late);
        // It counts as open again, so it is closed again.
        expect(calls).to.deep.equal(["join", "close", "close"]);
      }
    });

    it("whatever it says to that", async () => {
      const { engine, internals } = reconnecting();
      engine.close = () => Promise.reject(new Error("closed"));
      internals.dispose();
      const other = reconnecting();
      other.engine.close = () => {
        throw new Error("closed");
      };
      other.internals.dispose();
      await Promise.resolve();
    });

    it("an engine that is made after the end is closed at once", () => {
      const room = roomWith({});
      new LiveKitInternals(room).dispose();
      const { engine, calls } = reconnecting();
      room.engine = engine as never;
      expect(calls).to.deep.equal(["close"]);
    });
  });
});
