import { expect } from "chai";
import { isAbortError } from "../../src/core/abort.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { deferred } from "../../src/core/wait.js";
import {
  openVideo,
  stopTracks,
  type VideoEnvironment,
  videoEnvironment,
  type VideoSource,
} from "../../src/media/camera.js";

const stream = (): MediaStream => document.createElement("canvas").captureStream(0);

/** A page in which everything is allowed and nothing is there. */
const page = (changes: Partial<VideoEnvironment> = {}): VideoEnvironment => ({
  ...{ secure: true, allows: () => undefined },
  getUserMedia: () => Promise.resolve(stream()),
  getDisplayMedia: () => Promise.resolve(stream()),
  ...changes,
});

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "fine",
    (error: unknown) => (LiveAvatarError.is(error) ? error.code : isAbortError(error) ? "AbortError" : String(error)),
  );

const refusing = (name: string): VideoEnvironment => {
  const refuse = (): Promise<never> => Promise.reject(new DOMException("no", name));
  return page({ getUserMedia: refuse, getDisplayMedia: refuse });
};

describe("openVideo", () => {
  it("opens the browser's camera, once allowed, without sound", async () => {
    expect(videoEnvironment().secure).to.equal(true);
    const constraints: MediaStreamConstraints[] = [];
    const camera = await openVideo(
      "camera",
      {},
      page({
        getUserMedia: (wanted) => {
          constraints.push(wanted);
          return Promise.resolve(stream());
        },
      }),
    );
    expect(camera.getVideoTracks()).to.have.length(1);
    expect(constraints[0]).to.have.all.keys("video");
  });

  it("asks for the chosen camera and no other", async () => {
    const constraints: MediaStreamConstraints[] = [];
    const getUserMedia = (wanted: MediaStreamConstraints): Promise<MediaStream> => {
      constraints.push(wanted);
      return Promise.reject(new DOMException("gone", "OverconstrainedError"));
    };
    expect(await codeOf(openVideo("camera", { deviceId: "desk" }, page({ getUserMedia })))).to.equal("camera-missing");
    expect((constraints[0]!.video as MediaTrackConstraints).deviceId).to.deep.equal({ exact: "desk" });
  });

  const failures: readonly (readonly [string, string, string])[] = [
    ["NotAllowedError", "camera-denied", "screen-denied"],
    ["NotFoundError", "camera-missing", "screen-failed"],
    ["NotReadableError", "camera-busy", "screen-failed"],
    ["AbortError", "camera-busy", "screen-failed"],
    ["SecurityError", "camera-policy", "screen-policy"],
    ["InvalidStateError", "camera-busy", "screen-failed"],
    ["NotSupportedError", "camera-unsupported", "screen-unsupported"],
  ];
  for (const [name, camera, screen] of failures) {
    it(`tells ${name} of the browser as ${camera} and ${screen}`, async () => {
      expect(await codeOf(openVideo("camera", {}, refusing(name)))).to.equal(camera);
      expect(await codeOf(openVideo("screen", {}, refusing(name)))).to.equal(screen);
    });
  }

  const obstacles: readonly (readonly [VideoSource, Partial<VideoEnvironment>, string])[] = [
    ["camera", { secure: false }, "camera-insecure"],
    ["camera", { getUserMedia: undefined }, "camera-unsupported"],
    ["camera", { allows: () => false }, "camera-policy"],
    ["screen", { getDisplayMedia: undefined }, "screen-unsupported"],
    ["screen", { allows: () => false }, "screen-policy"],
  ];
  for (const [source, changes, code] of obstacles) {
    it(`asks nobody where it is useless: ${code}`, async () => {
      let asked = 0;
      const ask = (): Promise<MediaStream> => {
        asked += 1;
        return Promise.resolve(stream());
      };
      const asking = page({ getUserMedia: ask, getDisplayMedia: ask, ...changes });
      expect(await codeOf(openVideo(source, {}, asking))).to.equal(code);
      expect(asked).to.equal(0);
    });
  }

  it("stops a camera that is granted after nobody waits for it", async () => {
    const granted = deferred<MediaStream>();
    const controller = new AbortController();
    const opened = codeOf(
      openVideo("camera", { signal: controller.signal }, page({ getUserMedia: () => granted.promise })),
    );
    controller.abort();
    expect(await opened).to.equal("AbortError");
    const late = stream();
    granted.resolve(late);
    await granted.promise;
    await Promise.resolve();
    await Promise.resolve();
    expect(late.getVideoTracks()[0]!.readyState).to.equal("ended");
  });

  it("refuses a stream without a picture", async () => {
    const empty = (): Promise<MediaStream> => Promise.resolve(new MediaStream());
    const blind = page({ getUserMedia: empty, getDisplayMedia: empty });
    expect(await codeOf(openVideo("camera", {}, blind))).to.equal("camera-missing");
    expect(await codeOf(openVideo("screen", {}, blind))).to.equal("screen-failed");
  });

  it("opens what the browser itself has", async function () {
    const camera = await openVideo("camera");
    expect(camera.getVideoTracks()[0]!.readyState).to.equal("live");
    expect(camera.getAudioTracks()).to.deep.equal([]);
    stopTracks(camera);
    expect(camera.active).to.equal(false);
  });
});
