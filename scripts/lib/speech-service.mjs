/** The speech service (speech/) as the scripts start it: set up first, then on a port of this machine, ended with this process. */
import { step } from "./progress.mjs";
import { ensureSpeechPython } from "./speech-python.mjs";
import { enableTypeScript } from "./typescript.mjs";

/**
 * @param {{ port?: number }} [options] any port where left out
 * @returns {Promise<{ url: string, pid: number, exited: Promise<void>, stop: () => Promise<void> }>} `url` ends with `/v1`
 * @throws SetupError where it cannot be set up here
 */
export async function startSpeech({ port = 0 } = {}) {
  const python = await ensureSpeechPython();
  await enableTypeScript();
  const { startSpeechWorker } = await import("../../speech/worker.ts");
  const { startSpeechService } = await import("../../speech/service.ts");
  const worker = await step("Loading the speech models", () => startSpeechWorker({ python }));
  try {
    const service = await startSpeechService({ models: worker, port });
    return {
      url: service.url,
      pid: worker.pid,
      exited: worker.exited,
      async stop() {
        await service.close();
        await worker.stop();
      },
    };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}
