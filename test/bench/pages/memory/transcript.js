/* global document, MessageChannel, requestAnimationFrame */
/** The last page of a thread in the element's transcript, and the way up from there. */
import { IndexedDBThreadProvider } from "live-avatar/browser";
import { systemClock } from "live-avatar/session";
import { FakeRenderer } from "live-avatar/testing";

const THREAD = "thread-50000";

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** What was rendered before it has been painted. */
async function painted() {
  await nextFrame();
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
  port1.close();
}

async function conversation() {
  const element = document.createElement("live-avatar");
  element.setAttribute("no-captions", "");
  element.renderer = new FakeRenderer({ clock: systemClock });
  document.querySelector("main").append(element);
  await element.start();
  await painted();
  return element;
}

let opened;

const logOf = (element) => element.renderRoot.querySelector(".transcript");
const elementsIn = (log) => log.querySelectorAll("*").length;

/** Puts messages where a session that opens a thread puts them. */
const hold = (element, messages) => element.session.signals.messages.set(Object.freeze(messages));

/** @returns milliseconds from asking the database, which is not open yet, until the page is painted; and the elements of the transcript */
export async function showLast({ last }) {
  const element = await conversation();
  const start = performance.now();
  const threads = new IndexedDBThreadProvider({ name: "bench" });
  const messages = await threads.getMessages(THREAD, { last });
  const readAt = performance.now();
  hold(element, messages);
  await element.updateComplete;
  await painted();
  const ms = performance.now() - start;
  const log = logOf(element);
  const isShown = log.scrollTop > 0 && log.scrollHeight - log.scrollTop - log.clientHeight < 2;
  opened = { element, threads, log };
  return { ms, readMs: readAt - start, elements: elementsIn(log), isShown, lastText: messages.at(-1).content };
}

/**
 * Scrolls up by so many pixels with each frame, until as many messages are held and the first of them is in sight. Before the
 * reader comes to the first one, the page before it is read.
 * @returns of each frame the milliseconds of script between the scroll and the paint, and the most elements that there were
 */
export async function scrollUp({ count, page, pixels }) {
  const { element, threads, log } = opened;
  const still = [];
  const moving = [];
  let most = 0;
  const scroll = { at: 0 };
  const begin = () => (scroll.at = performance.now());
  // The first of all listeners, in the frame of the scroll.
  log.addEventListener("scroll", begin, { capture: true });
  const held = () => element.session.messages;
  const firstText = () => log.querySelector(".message p").textContent;
  let loading;
  const load = async () => {
    const older = await threads.getMessages(THREAD, { last: page, before: held()[0].id });
    hold(element, [...older, ...held()]);
  };
  let first = firstText();
  const isFirst = () => first === held()[0].content;
  while (held().length < count || !isFirst() || log.scrollTop > 0) {
    // Who waits at the very top scrolls on as soon as there is something: down a little, and up.
    if (log.scrollTop === 0) log.scrollTop = 1;
    log.scrollTop -= pixels;
    scroll.at = 0;
    await nextFrame();
    const now = firstText();
    if (scroll.at > 0) (now === first ? still : moving).push(performance.now() - scroll.at);
    first = now;
    most = Math.max(most, elementsIn(log));
    if (isFirst() && held().length < count) loading ??= load().finally(() => (loading = undefined));
  }
  log.removeEventListener("scroll", begin, { capture: true });
  return { still, moving, most, held: held().length };
}
