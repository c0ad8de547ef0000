/** A recogniser that takes every frame and tells what it is told to. */
export class ScriptedRecogniser {
  id = "scripted";
  sampleRate = 16_000;
  /** Of the newest connection. */
  callbacks;
  frames = 0;
  /** Called with each frame. */
  handleFrame = () => undefined;

  async connect(callbacks) {
    this.callbacks = callbacks;
    return {
      send: (frame) => {
        this.frames += 1;
        this.handleFrame(frame);
      },
      finalize: () => undefined,
      close: () => undefined,
    };
  }
}
