/** Serves `/silero/`, the folder of files that `SileroVAD` wants, and `/spoken/<text>.wav`, said by espeak-ng. */
import { createReadStream, existsSync } from "node:fs";

const FOLDERS = ["@ricky0123/vad-web", "onnxruntime-web"].map(
  (name) => new URL(`../../node_modules/${name}/dist/`, import.meta.url),
);
const TYPES = {
  js: "text/javascript",
  mjs: "text/javascript",
  wasm: "application/wasm",
  onnx: "application/octet-stream",
};

async function say(text) {
  const { default: espeak } = await import("espeak-ng");
  const module = await espeak({ arguments: ["-w", "out.wav", "--", text], print() {}, printErr() {} });
  return Buffer.from(module.FS.readFile("out.wav"));
}

/** Answers before the runner's plugins do, which would rewrite the imports of what is served. */
export async function sileroFiles(context, next) {
  const [, folder, name = "", ...rest] = context.path.split("/");
  if (rest.length === 0 && folder === "spoken") {
    context.type = "audio/wav";
    context.body = await say(decodeURIComponent(name).replace(/\.wav$/, ""));
    return;
  }
  const file =
    rest.length === 0 && folder === "silero" && /^[\w.-]+$/.test(name)
      ? FOLDERS.map((base) => new URL(name, base)).find((url) => existsSync(url))
      : undefined;
  if (!file) return next();
  context.type = TYPES[name.split(".").at(-1)];
  context.body = createReadStream(file);
}
