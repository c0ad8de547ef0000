/** While the server of the rooms is being built: asks whether it is there, and loads the page anew then. */
const EVERY_MS = 3000;

async function look() {
  try {
    const response = await fetch("/api/live-avatar/service");
    const { state, message } = await response.json();
    if (state === "ready") {
      window.location.reload();
      return;
    }
    if (state === "missing") {
      document.querySelector("#building").textContent = message;
      return;
    }
  } catch {
    // The demo may be gone for a moment: it is asked again.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
