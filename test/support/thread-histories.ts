/**
 * Two tabs at work on the same threads, and whether what they saw could have happened one call after the other: some order of all
 * calls, in which each tab's own keep theirs, gives every call the result that it had, and ends in what is there.
 */
import { LiveAvatarError } from "../../src/core/errors.js";
import type { Thread, ThreadProvider } from "../../src/core/ports/thread-provider.js";
import { FakeClock } from "../../src/testing/index.js";
import { message } from "../contracts/thread-provider.js";
import { randomFrom } from "./random.js";

/** The time of every append: serial orders are compared, and the real time is in none of them. */
export const HISTORY_CLOCK = new FakeClock(5000);

type Call =
  | { readonly type: "save"; readonly id: string; readonly title: string; readonly updatedAt: number }
  | { readonly type: "append"; readonly id: string; readonly messages: readonly string[] }
  | { readonly type: "delete" | "delete-empty" | "get"; readonly id: string }
  | { readonly type: "read"; readonly id: string; readonly last: number; readonly before: string | undefined }
  | { readonly type: "list"; readonly limit: number };

interface Told {
  readonly call: Call;
  result: string;
}

const CHANGES: readonly Call["type"][] = ["save", "append", "delete", "delete-empty"];

/** @param owner whose threads they are: those of other runs are not seen */
async function perform(provider: ThreadProvider, call: Call, owner: string): Promise<string> {
  const ids = (list: readonly { readonly id: string }[]): string => list.map(({ id }) => id).join();
  const shown = (thread: Thread | null): string => (thread ? `${thread.title ?? ""}@${thread.updatedAt}` : "none");
  try {
    switch (call.type) {
      case "save": {
        const { id, title, updatedAt } = call;
        return shown(await provider.saveThread({ id, title, updatedAt, resourceId: owner, createdAt: 1 }));
      }
      case "append":
        await provider.appendMessages(
          call.id,
          call.messages.map((id) => message(id)),
        );
        return "done";
      case "delete":
        await provider.deleteThread(call.id);
        return "done";
      case "delete-empty":
        await provider.deleteThread(call.id, { onlyEmpty: true });
        return "done";
      case "get":
        return shown(await provider.getThread(call.id));
      case "read":
        return ids(await provider.getMessages(call.id, call));
      case "list":
        return ids(await provider.listThreads({ resourceId: owner, limit: call.limit }));
    }
  } catch (error) {
    if (LiveAvatarError.is(error)) return error.code;
    throw error;
  }
}

/** One tab's calls; changes are not always waited for before the next change of the same thread. */
async function work(
  provider: ThreadProvider,
  owner: string,
  ids: readonly string[],
  tab: string,
  random: () => number,
) {
  const told: Told[] = [];
  let open: Promise<void>[] = [];
  let changed: string | undefined;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const length = 2 + Math.floor(random() * 5);
  for (let at = 0; at < length; at += 1) {
    const id = pick(ids);
    // Both tabs have some messages in common, as when one repeats what the other has sent.
    const words = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, n) =>
      random() < 0.3 ? `both${n}` : `${tab}${at}-${n}`,
    );
    const call = pick<() => Call>([
      () => ({ type: "save", id, title: `${tab}${at}`, updatedAt: 4000 + Math.floor(random() * 2000) }),
      () => ({ type: "append", id, messages: words }),
      () => ({ type: "append", id, messages: words }),
      () => ({ type: "append", id, messages: words }),
      () => ({ type: random() < 0.4 ? "delete" : "get", id }),
      () => ({ type: "delete-empty", id }),
      () => ({ type: "read", id, last: 1 + Math.floor(random() * 4), before: random() < 0.3 ? "both0" : undefined }),
      () => ({ type: "list", limit: 2 }),
    ])();
    if (!CHANGES.includes(call.type) || changed !== id) await Promise.all(open);
    changed = id;
    const entry: Told = { call, result: "" };
    told.push(entry);
    const ended = perform(provider, call, owner).then((result) => void (entry.result = result));
    open = [...open, ended];
    if (random() < 0.7 || !CHANGES.includes(call.type)) {
      await Promise.all(open);
      open = [];
    }
    if (random() < 0.1) await new Promise((resolve) => setTimeout(resolve));
  }
  await Promise.all(open);
  return told;
}

/** What is there at the end. */
const finalCalls = (ids: readonly string[]): Call[] => [
  { type: "list", limit: 100 },
  ...ids.flatMap((id): Call[] => [
    { type: "get", id },
    { type: "read", id, last: 1000, before: undefined },
  ]),
];

/** The history of two tabs; the same seed makes the same calls. */
export async function playTabs(tabs: readonly [ThreadProvider, ThreadProvider], seed: number): Promise<void> {
  const random = randomFrom(seed);
  const owner = `owner-${seed}`;
  const ids = [`${owner}-a`, `${owner}-b`];
  const first: Call = { type: "save", id: ids[0]!, title: "first", updatedAt: 4000 };
  const begun = { call: first, result: await perform(tabs[0], first, owner) };
  const [a, b] = await Promise.all([
    work(tabs[0], owner, ids, "x", randomFrom(random() * 2 ** 32)),
    work(tabs[1], owner, ids, "y", randomFrom(random() * 2 ** 32)),
  ]);
  const end: Told[] = [];
  for (const call of finalCalls(ids)) end.push({ call, result: await perform(tabs[1], call, owner) });
  const history = { begun, a, b, end };
  if (!hasSerialOrder(history)) {
    throw new Error(`No serial order of seed ${seed}: ${JSON.stringify(history, undefined, 1)}`);
  }
  for (const id of ids) await tabs[0].deleteThread(id);
}

interface History {
  readonly begun: Told;
  readonly a: readonly Told[];
  readonly b: readonly Told[];
  readonly end: readonly Told[];
}

/** Everything that is kept, in the plainest way; a change makes a new one. */
type Kept = ReadonlyMap<
  string,
  { readonly title: string; readonly updatedAt: number; readonly messages: readonly string[] }
>;

/** What a call does to it, and tells. */
function apply(kept: Kept, call: Call): readonly [Kept, string] {
  if (call.type === "list") {
    const order = [...kept].sort(([a, x], [b, y]) => y.updatedAt - x.updatedAt || (a < b ? 1 : -1));
    return [
      kept,
      order
        .slice(0, call.limit)
        .map(([id]) => id)
        .join(),
    ];
  }
  const { id } = call;
  const thread = kept.get(id);
  switch (call.type) {
    case "save": {
      const { title } = call;
      const updatedAt = Math.max(call.updatedAt, thread?.updatedAt ?? 0);
      return [new Map(kept).set(id, { title, updatedAt, messages: thread?.messages ?? [] }), `${title}@${updatedAt}`];
    }
    case "delete":
      return [new Map([...kept].filter(([other]) => other !== id)), "done"];
    case "delete-empty":
      return [thread?.messages.length ? kept : new Map([...kept].filter(([other]) => other !== id)), "done"];
    case "get":
      return [kept, thread ? `${thread.title}@${thread.updatedAt}` : "none"];
    case "append": {
      if (!thread) return [kept, "thread-missing"];
      const messages = [...new Set([...thread.messages, ...call.messages])];
      if (messages.length === thread.messages.length) return [kept, "done"];
      const updatedAt = Math.max(thread.updatedAt, HISTORY_CLOCK.now());
      return [new Map(kept).set(id, { ...thread, updatedAt, messages }), "done"];
    }
    case "read": {
      if (!thread) return [kept, "thread-missing"];
      const { before, last } = call;
      const end = before === undefined ? thread.messages.length : Math.max(0, thread.messages.indexOf(before));
      return [kept, thread.messages.slice(Math.max(0, end - last), end).join()];
    }
  }
}

function hasSerialOrder({ begun, a, b, end }: History): boolean {
  const after = (kept: Kept, { call, result }: Told): Kept | undefined => {
    const [next, told] = apply(kept, call);
    return told === result ? next : undefined;
  };
  const search = (kept: Kept | undefined, x: number, y: number): boolean => {
    if (!kept) return false;
    const [nextA, nextB] = [a[x], b[y]];
    if (nextA && search(after(kept, nextA), x + 1, y)) return true;
    if (nextB && search(after(kept, nextB), x, y + 1)) return true;
    return (
      !nextA && !nextB && end.reduce<Kept | undefined>((state, told) => state && after(state, told), kept) !== undefined
    );
  };
  return search(after(new Map(), begun), 0, 0);
}
