/* global document, MessageChannel, MutationObserver, requestAnimationFrame */
/** The page of `npm run bench -- reading`: the element's transcript as a site's bundler takes it. */
import "live-avatar";
import { systemClock } from "live-avatar/session";
import { FakeRenderer } from "live-avatar/testing";
import { watchTasks } from "./pipeline/tasks.js";

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const logOf = (element) => element.renderRoot.querySelector(".transcript");

/** A task of its own, without the least time that a timer waits. */
function nextTask() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

/** A conversation, with Markdown loaded. */
async function conversation() {
  const element = document.createElement("live-avatar");
  element.setAttribute("microphone", "off");
  const renderer = new FakeRenderer({ clock: systemClock });
  element.renderer = renderer;
  document.querySelector("main").append(element);
  await element.start();
  void element.sendMessage("Begin").catch(() => undefined);
  renderer.report({ type: "reply-chunk", text: "**Begun**" }, { type: "reply-text", text: "**Begun**" });
  while (!element.renderRoot.querySelector(".markdown strong")) await nextFrame();
  renderer.report({ type: "speech-start" }, { type: "speech-end" });
  while (element.messages.length < 2) await nextFrame();
  return { element, renderer };
}

/**
 * An answer that arrives chunk by chunk, with a pause after each.
 * @returns what it did to the main thread, the renders, and what is shown in the end
 */
export async function grow({ chunks, pauseMs }) {
  const { element, renderer } = await conversation();
  void element.sendMessage("Tell me").catch(() => undefined);
  let renders = 0;
  new MutationObserver(() => (renders += 1)).observe(logOf(element), {
    ...{ subtree: true, childList: true, characterData: true },
  });
  const tasks = await watchTasks(async () => {
    const begun = performance.now();
    for (const [index, text] of chunks.entries()) {
      renderer.report({ type: "reply-chunk", text });
      // What is late comes in a task of its own all the same.
      const ms = begun + (index + 1) * pauseMs - performance.now();
      await (ms > 1 ? new Promise((resolve) => setTimeout(resolve, ms)) : nextTask());
    }
    renderer.report({ type: "reply-text", text: chunks.join("") });
    await element.updateComplete;
    await nextFrame();
    await nextTask();
  });
  const shown = [...element.renderRoot.querySelectorAll(".message.assistant")].at(-1);
  const result = { ...tasks, renders, blocks: shown.querySelectorAll(".markdown > *").length, text: shown.textContent };
  await element.stop();
  element.remove();
  return result;
}

/**
 * Scrolls through so many messages, up to the first and down again, by so many pixels with each frame.
 * @returns of each frame the milliseconds of script from the scroll to the paint, with all reactions of promises
 */
export async function scroll({ messages, pixels }) {
  const { element } = await conversation();
  const all = Object.freeze([...element.messages, ...messages]);
  element.session.signals.messages.set(all);
  await element.updateComplete;
  await nextFrame();
  const log = logOf(element);
  const frames = [];
  let most = 0;
  let begun = 0;
  // The first of all listeners, in the frame of the scroll.
  const begin = () => (begun = performance.now());
  log.addEventListener("scroll", begin, { capture: true });
  const seen = () => log.querySelector(".message").textContent;
  const go = async (direction, isOver) => {
    for (let still = 0; !isOver() || still < 3;) {
      const before = log.scrollTop;
      log.scrollTop += direction * pixels;
      begun = 0;
      // After this frame's listeners, and what they have promised.
      await nextFrame();
      if (begun > 0) frames.push(performance.now() - begun);
      still = log.scrollTop === before ? still + 1 : 0;
      if (still > 100) throw new Error("the transcript does not scroll");
      most = Math.max(most, log.querySelectorAll("*").length);
    }
  };
  await go(-1, () => seen().includes(all[0].content));
  const top = seen();
  await go(1, () => log.scrollHeight - log.scrollTop - log.clientHeight < 2);
  const last = [...log.querySelectorAll(".message")].at(-1).textContent;
  log.removeEventListener("scroll", begin, { capture: true });
  await element.stop();
  element.remove();
  return { frames, most, top, last };
}

globalThis.bench = { grow, scroll };
