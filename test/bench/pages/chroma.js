/** A person before a green wall, and what taking the wall out costs the main thread, in two ways. */
import { ChromaKey } from "../../../src/media/chroma-key/chroma-key.js";

const WIDTH = 1280;
const HEIGHT = 720;
const FRAMES = 90;
const WARM_UP_FRAMES = 15;

async function studio() {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext("2d");
  let at = 0;
  const paint = () => {
    at += 1;
    context.fillStyle = "#00b140";
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = "#d9a283";
    context.fillRect(480 + (at % 20), 160, 320, 560);
  };
  paint();
  setInterval(paint, 40);
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = canvas.captureStream(25);
  document.body.append(video);
  await video.play();
  return video;
}

/** Milliseconds of each callback for a frame that is asked for from now on. */
function timed(video) {
  const costs = [];
  const ask = video.requestVideoFrameCallback.bind(video);
  video.requestVideoFrameCallback = (handle) =>
    ask((...args) => {
      const before = performance.now();
      handle(...args);
      costs.push(performance.now() - before);
    });
  return costs;
}

async function enough(costs) {
  while (costs.length < FRAMES + WARM_UP_FRAMES) await new Promise((resolve) => setTimeout(resolve, 20));
  return costs.slice(WARM_UP_FRAMES);
}

/** The way of the service's own demonstration: every pixel by script, in a canvas. */
function keyByScript(video) {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  document.body.append(canvas);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const draw = () => {
    context.drawImage(video, 0, 0, WIDTH, HEIGHT);
    const picture = context.getImageData(0, 0, WIDTH, HEIGHT);
    const { data } = picture;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 1] > 90 && data[at] < 90 && data[at + 2] < 90) data[at + 3] = 0;
    }
    context.putImageData(picture, 0, 0);
    video.requestVideoFrameCallback(draw);
  };
  video.requestVideoFrameCallback(draw);
}

window.keyPicture = async (way) => {
  const video = await studio();
  const costs = timed(video);
  if (way === "script") keyByScript(video);
  else {
    const logger = { debug() {}, error() {}, warn: (text) => console.error(text) };
    const key = new ChromaKey({ video, key: "auto", logger });
    document.body.append(key.canvas);
  }
  return enough(costs);
};
