/** What a session sees of real streams: what goes with a question, in which form, and what is left of it. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ContentPart } from "../../src/core/ports/chat-message.js";
import { AvatarSession, type AvatarSessionConfig } from "../../src/session/index.js";
import { FakeClock, FakeFace, FakeLLM, FakeRenderer, recordEvents } from "../../src/testing/index.js";

const released: (() => void)[] = [];

/** A picture in one colour that is drawn anew all the time, so that the stream has frames. */
function colourStream(colour: string, width = 640, height = 360): MediaStream {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const brush = canvas.getContext("2d")!;
  const draw = (): void => {
    brush.fillStyle = colour;
    brush.fillRect(0, 0, width, height);
  };
  draw();
  const stream = canvas.captureStream(30);
  const timer = setInterval(draw, 20);
  released.push(() => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
  });
  return stream;
}

async function live(config: Partial<AvatarSessionConfig> = {}) {
  const clock = new FakeClock();
  const llm = new FakeLLM({ clock });
  const session = new AvatarSession({
    renderer: new FakeFace({ clock, kind: "voice", speechMs: 10 }),
    llm,
    clock,
    ...config,
  });
  const log = recordEvents(session);
  const started = session.start();
  await clock.advance(0);
  await started;
  released.push(() => {
    session.destroy();
  });
  const events = (name: string): unknown[] =>
    log.events.flatMap((event) => (event.name === name ? [event.args[0]] : []));
  /** Asks, answers, and tells what the model was given. */
  const ask = async (text: string, images?: readonly string[]) => {
    const before = llm.requests.length;
    const sent = session.sendMessage(text, images && { images });
    await until(() => llm.requests.length > before);
    const request = llm.requests.at(-1)!;
    request.push("Yes.");
    request.end();
    await clock.advance(10);
    await sent;
    return request.messages;
  };
  return { clock, llm, session, log, events, ask };
}

/** Frames of a stream come in the browser's own time: each turn of this loop waits for one. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let left = 300; left > 0 && !isTrue(); left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  if (!isTrue()) throw new Error(`waited in vain: ${isTrue.toString()}`);
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "resolved",
    (error: unknown) => (LiveAvatarError.is(error) ? error.code : (error as Error).name),
  );

const picturesIn = (content: string | readonly ContentPart[]): string[] =>
  typeof content === "string" ? [] : content.flatMap((part) => (part.type === "image_url" ? [part.image_url.url] : []));

/** What a picture shows in its middle, and how large it is. */
async function look(url: string) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const brush = canvas.getContext("2d")!;
  brush.drawImage(image, 0, 0);
  const [red = 0, green = 0, blue = 0] = brush.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
  const colour = red > 128 ? "red" : green > 100 ? "green" : blue > 128 ? "blue" : "black";
  return { width: canvas.width, height: canvas.height, colour, type: /^data:([^;]*)/.exec(url)?.[1] };
}

describe("A session that looks at video", () => {
  afterEach(() => {
    for (const release of released.splice(0)) release();
  });

  it("shows a picture of the present frame with each question, and keeps none", async () => {
    const { session, ask } = await live();
    await session.startVideo(colourStream("#ff0000"));
    const first = await ask("What do you see?");
    const [picture = ""] = picturesIn(first.at(-1)!.content);
    const { type, ...seen } = await look(picture);
    expect(seen).to.deep.equal({ width: 512, height: 288, colour: "red" });
    expect(type).to.match(/^image\/(webp|jpeg)$/);
    expect(first.at(-1)!.content[0]).to.deep.equal({ type: "text", text: "What do you see?" });

    await session.startVideo(colourStream("#0000ff"));
    const second = await ask("And now?");
    expect(second.map(({ content }) => picturesIn(content).length)).to.deep.equal([0, 0, 1]);
    expect((await look(picturesIn(second.at(-1)!.content)[0]!)).colour).to.equal("blue");
    expect(session.messages.map(({ content }) => content)).to.deep.equal([
      "What do you see?",
      "Yes.",
      "And now?",
      "Yes.",
    ]);
  });

  it("never scales up, and uses the options", async () => {
    const { session, ask } = await live({ vision: { imageFormat: "image/jpeg", imageQuality: 0.9, maxWidth: 2000 } });
    await session.startVideo(colourStream("#00ff00", 90, 160));
    const [picture = ""] = picturesIn((await ask("?")).at(-1)!.content);
    expect(await look(picture)).to.deep.equal({ width: 90, height: 160, colour: "green", type: "image/jpeg" });
  });

  it("sends JPEG where the browser answers with another format than the one asked for", async () => {
    const { session, ask } = await live({ vision: { imageFormat: "image/of-tomorrow" } });
    await session.startVideo(colourStream("#ff0000"));
    const [picture = ""] = picturesIn((await ask("?")).at(-1)!.content);
    expect((await look(picture)).type).to.equal("image/jpeg");
  });

  it("adds nothing to a question that has pictures of its own", async () => {
    const { session, ask } = await live();
    await session.startVideo(colourStream("#ff0000"));
    const own = "https://site.example/own.png";
    expect(picturesIn((await ask("This one", [own])).at(-1)!.content)).to.deep.equal([own]);
  });

  it("tells of its beginning and end once, and releases what it has made but not the page's tracks", async () => {
    const { session, events, ask } = await live();
    const stream = colourStream("#ff0000");
    await session.startVideo(stream);
    await session.startVideo(stream);
    await session.startVideo(colourStream("#0000ff"));
    expect(session.videoActive).to.equal(true);
    session.stopVideo();
    session.stopVideo();
    expect(session.videoActive).to.equal(false);
    expect(events("video-change")).to.deep.equal([true, false]);
    expect(stream.getVideoTracks()[0]!.readyState).to.equal("live");
    expect((await ask("Do you see me?")).at(-1)!.content).to.equal("Do you see me?");
  });

  it("stops when the last track ends, whether it tells so or not", async () => {
    const { session, events, ask } = await live();
    const told = colourStream("#ff0000");
    await session.startVideo(told);
    told.getVideoTracks()[0]!.dispatchEvent(new Event("ended"));
    expect(session.videoActive, "a track that lives").to.equal(true);
    Object.defineProperty(told.getVideoTracks()[0]!, "readyState", { value: "ended" });
    told.getVideoTracks()[0]!.dispatchEvent(new Event("ended"));
    expect(session.videoActive).to.equal(false);

    const untold = colourStream("#ff0000");
    await session.startVideo(untold);
    untold.getVideoTracks()[0]!.stop();
    expect((await ask("?")).at(-1)!.content).to.equal("?");
    expect(events("video-change")).to.deep.equal([true, false, true, false]);
  });

  it("shows no black picture of a disabled track, and asks all the same", async () => {
    const { session, ask } = await live();
    const stream = colourStream("#ff0000");
    await session.startVideo(stream);
    stream.getVideoTracks()[0]!.enabled = false;
    expect((await ask("?")).at(-1)!.content).to.equal("?");
    stream.getVideoTracks()[0]!.enabled = true;
    expect(picturesIn((await ask("?")).at(-1)!.content)).to.have.length(1);
  });

  it("asks without a picture when none comes in a second", async () => {
    const { session, llm, clock } = await live();
    // A canvas that nobody draws gives a track without a frame.
    const canvas = document.createElement("canvas");
    const stream = canvas.captureStream(0);
    await session.startVideo(stream);
    const sent = session.sendMessage("?");
    await clock.advance(999);
    expect(llm.requests).to.have.length(0);
    await clock.advance(1);
    expect(llm.requests).to.have.length(1);
    expect(llm.requests[0]!.messages.at(-1)!.content).to.equal("?");
    session.interrupt();
    await sent;
    expect(clock.pending).to.equal(0);
    for (const track of stream.getTracks()) track.stop();
  });

  it("waits no longer for a picture when the question is interrupted", async () => {
    const { session, llm, clock } = await live();
    const stream = document.createElement("canvas").captureStream(0);
    await session.startVideo(stream);
    const sent = session.sendMessage("?");
    session.interrupt();
    await sent;
    await clock.advance(2000);
    expect(llm.requests).to.have.length(0);
    expect(clock.pending).to.equal(0);
  });

  it("gives up a start that was stopped before the part was there", async () => {
    const { session, events } = await live();
    const first = codeOf(session.startVideo(colourStream("#ff0000")));
    session.stopVideo();
    expect(await first).to.equal("AbortError");
    expect(events("video-change")).to.deep.equal([]);
  });

  it("stops with the session", async () => {
    const { session, events } = await live();
    await session.startVideo(colourStream("#ff0000"));
    await session.stop();
    expect(events("video-change")).to.deep.equal([true, false]);
    expect(session.videoActive).to.equal(false);
    expect(await codeOf(session.startVideo(colourStream("#ff0000")))).to.equal("wrong-state");
  });

  it("refuses what is no live video, and a renderer that converses", async () => {
    const { session } = await live();
    const ended = colourStream("#ff0000");
    ended.getVideoTracks()[0]!.stop();
    for (const stream of [ended, new MediaStream(), undefined, {}]) {
      expect(await codeOf(session.startVideo(stream as MediaStream))).to.equal("config-invalid");
    }
    expect(session.videoActive).to.equal(false);
    const clock = new FakeClock();
    const conversing = new AvatarSession({ renderer: new FakeRenderer({ clock }), clock });
    const stream = colourStream("#ff0000");
    expect(await codeOf(conversing.startVideo(stream))).to.equal("wrong-state");
    const started = conversing.start();
    await clock.advance(0);
    await started;
    expect(await codeOf(conversing.startVideo(stream))).to.equal("config-invalid");
    expect(await codeOf(conversing.startVisionWorkloads())).to.equal("config-invalid");
    conversing.destroy();
  });

  it("runs the workloads with the video, keeps the newest of each, and tells the model", async () => {
    const clock = new FakeClock(1_000_000);
    const seer = new FakeLLM({ clock });
    const { session, events } = await live({
      clock,
      llm: new FakeLLM({ clock }),
      visionWorkloads: { llm: seer, workloads: ["screen:ocr"], autoStart: true },
    });
    await session.startVideo(colourStream("#ff0000"));
    expect(events("vision-workloads-change")).to.deep.equal([true]);
    await until(() => seer.requests.length === 1);
    expect(picturesIn(seer.requests[0]!.messages[0]!.content)).to.have.length(1);
    seer.requests[0]!.push("<think>letters</think>Save as…");
    seer.requests[0]!.end();
    await clock.advance(0);
    expect(session.visionContext.map(({ workload, text }) => [workload, text])).to.deep.equal([
      ["screen:ocr", "Save as…"],
    ]);
    expect(events("vision-context")).to.deep.equal(session.visionContext);
    session.stopVideo();
    expect(session.visionContext).to.deep.equal([]);
    expect(events("vision-workloads-change")).to.deep.equal([true, false]);
    expect(clock.pending).to.equal(0);
  });
});
