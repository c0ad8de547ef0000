/* global document, fetch */
/** The official SDK's page, written as its README shows: press, token, session, start; attach when the stream is ready. */
import { LiveAvatarSession, SessionEvent } from "@heygen/liveavatar-web-sdk";

const video = document.querySelector("video");
const { tokenEndpoint, apiUrl } = document.body.dataset;

document.querySelector("button").addEventListener("click", async () => {
  const response = await fetch(tokenEndpoint, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ language: "en" }),
  });
  const { session_token: token } = await response.json();
  const session = new LiveAvatarSession(token, { apiUrl });
  session.on(SessionEvent.SESSION_STREAM_READY, () => session.attach(video));
  await session.start();
  globalThis.session = session;
});
