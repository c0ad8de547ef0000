/** Keeps the conversations on the demo's backend, and shows what that is told of them. */
import { HttpThreadProvider } from "/dist/backend/http-thread-provider.js";

const avatar = document.querySelector("live-avatar");
const title = document.querySelector("#thread");
const done = document.querySelector("#done");
const told = document.querySelector("#told");
const begin = document.querySelector("#new");
const LIVE = ["ready", "thinking", "speaking"];
const MOST_ENTRIES = 50;

avatar.threadProvider = new HttpThreadProvider({ endpoint: "/api/memory/threads" });

function showThread() {
  const { thread } = avatar;
  title.textContent = thread ? (thread.title ?? "New, nothing was said yet.") : "None yet. Press Start.";
  begin.disabled = !LIVE.includes(avatar.getAttribute("state"));
}

/** Says how something went that a button of the page has begun. */
async function run(work, textOf) {
  done.textContent = "";
  try {
    done.textContent = textOf(await work());
  } catch (error) {
    done.textContent = error.help ?? "That did not work.";
  }
}

begin.addEventListener("click", () => {
  void run(
    () => avatar.newThread(),
    () => "A new conversation has begun.",
  );
});
document.querySelector("#forget").addEventListener("click", () => {
  void run(
    () => avatar.forget(),
    (count) => `Deleted: ${count} ${count === 1 ? "conversation" : "conversations"}.`,
  );
});
avatar.addEventListener("avatar-thread-change", showThread);
new window.MutationObserver(showThread).observe(avatar, { attributes: true, attributeFilter: ["state"] });
showThread();

const events = new window.EventSource("/api/memory/events");
// A connection that comes back begins with the newest events again.
events.addEventListener("open", () => told.replaceChildren());
events.addEventListener("message", ({ data }) => {
  const { seq, type, text } = JSON.parse(data);
  const entry = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = `${seq} ${type}`;
  entry.append(name, ` ${text}`);
  told.append(entry);
  while (told.children.length > MOST_ENTRIES) told.firstElementChild.remove();
  told.scrollTop = told.scrollHeight;
});
