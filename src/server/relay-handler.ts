import { attempt } from "../core/wait.js";
import { readJsonObject } from "./body.js";
import { HandlerFailure } from "./failure.js";
import { answer, createHandler } from "./handle.js";
import { admitOwner } from "./owner.js";
import { readBatch } from "./relay-batch.js";
import type { RelayBatch } from "./relay-batch.js";
import { parseMark, receive } from "./relay-mark.js";
import type { RelayMark } from "./relay-mark.js";
import { checkRelayHandlerOptions } from "./relay-options.js";
import type { RelayHandlerOptions, RelayHandlerSettings } from "./relay-options.js";
import type { RelaySession } from "./relay-store.js";
import { askStore } from "./store-call.js";

const BODY_SECONDS = 10;
const HANDLE_PATIENCE_MS = 10_000;
/** A claim outlives the work that it is for: only that of a process which was killed ends by itself. */
const CLAIM_MS = 30_000;
/** A page that is left sends once more while its last request is on the way, and cannot try again. */
const CLAIM_PATIENCE_MS = 10_000;
const CLAIM_PAUSE_MS = 50;

/**
 * Makes the handler behind `relay-endpoint`: it takes the events of a session, each once, and hands new ones to `handleEvents`
 * in the order of their `seq`. A batch counts as received only after that. Answers `200 {received, missing}`: the highest `seq`,
 * and the gaps below it. In order: pre-flight; POST and JSON only; origin; `authorize`; rate limit; body. Every failure is a
 * {@link FailureBody}; after one with a status from 500 on, or 429, the page sends the batch again.
 *
 * Needs nothing but `Request`, `Response` and `crypto`: Node ≥ 20, Deno, Bun, edge runtimes.
 *
 * @throws LiveAvatarError `config-invalid`, at once, if an option makes no sense
 */
export function createRelayHandler(options: RelayHandlerOptions): (request: Request) => Promise<Response> {
  const settings = checkRelayHandlerOptions(options);
  return createHandler("createRelayHandler", settings, async (request) => {
    const owner = await admitOwner(request, settings, ["POST"]);
    const { clock, maxBodyBytes: maxBytes } = settings;
    const batch = readBatch(await readJsonObject(request, { maxBytes, seconds: BODY_SECONDS, clock }));
    const { highest, missing } = await receiveBatch(owner, batch, settings);
    return answer(200, { received: highest, missing });
  });
}

async function receiveBatch(owner: string, batch: RelayBatch, settings: RelayHandlerSettings): Promise<RelayMark> {
  const { store, clock } = settings;
  const session = { owner, sessionId: batch.sessionId };
  const token = crypto.randomUUID();
  const before = parseMark(await claim(session, token, settings), batch.events[0].seq);
  const release = (mark?: RelayMark) =>
    askStore(clock, () =>
      store.release(session, { token, at: clock.now() }, mark === undefined ? undefined : JSON.stringify(mark)),
    );
  try {
    const numbers = batch.events.map(({ seq }) => seq);
    const { fresh, mark } = receive(before, numbers);
    if (fresh.size > 0) await handOver(owner, batch, fresh, mark, settings);
    if (await release(fresh.size > 0 ? mark : undefined)) return mark;
  } catch (error) {
    // The failure that is answered is the first one; a claim that stays ends by itself.
    await release().catch(() => undefined);
    throw error;
  }
  throw new HandlerFailure("busy", "Another request has taken over this session.", { retryAfter: 1 });
}

/** @returns the mark of the session */
async function claim(session: RelaySession, token: string, settings: RelayHandlerSettings): Promise<string | null> {
  const { store, clock } = settings;
  const deadline = clock.now() + CLAIM_PATIENCE_MS;
  for (;;) {
    const at = clock.now();
    const claimed = await askStore(clock, () => store.claim(session, { token, at, until: at + CLAIM_MS }));
    if (claimed !== "busy") return claimed.mark;
    if (clock.now() >= deadline) {
      throw new HandlerFailure("busy", "Another request of this session is worked on.", { retryAfter: 1 });
    }
    await clock.sleep(CLAIM_PAUSE_MS);
  }
}

function handOver(
  owner: string,
  { sessionId, batchId, events }: RelayBatch,
  fresh: ReadonlySet<number>,
  { missing }: RelayMark,
  { handleEvents, clock }: RelayHandlerSettings,
): Promise<void> {
  const news = events.filter(({ seq }) => fresh.has(seq));
  return attempt((signal) => handleEvents(news, { owner, sessionId, batchId, missing, signal }), {
    ...{ clock, ms: HANDLE_PATIENCE_MS },
    timeout: () => new TypeError(`handleEvents did not resolve in ${HANDLE_PATIENCE_MS / 1000} s`),
  });
}
