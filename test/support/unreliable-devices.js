/* global DOMException, Event */
// Runs in a page before its own scripts: devices that are pulled out, silenced by the system, and plugged in again, which the
// browser's fake ones cannot be. An answer can be held back like that of a visitor who takes their time.
{
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  const enumerateDevices = mediaDevices.enumerateDevices.bind(mediaDevices);
  const pulled = new Set();
  let tracks = [];
  let answer = Promise.resolve();

  const isThere = ({ groupId }) => !pulled.has(groupId);
  const here = async () => (await enumerateDevices()).filter(isThere);

  mediaDevices.enumerateDevices = here;
  const give = async (wanted) => {
    const kind = wanted.audio ? "audio" : "video";
    const stream = await getUserMedia(wanted);
    await answer;
    const track = stream.getTracks()[0];
    if (!pulled.has(track.getSettings().groupId)) {
      tracks.push(track);
      return stream;
    }
    track.stop();
    // Nobody chose one: the browser takes the next.
    const next = (await here()).find((device) => device.kind === `${kind}input`);
    if (!next || wanted[kind].deviceId) throw new DOMException("", "NotFoundError");
    return give({ [kind]: { ...wanted[kind], deviceId: { exact: next.deviceId } } });
  };
  mediaDevices.getUserMedia = give;

  globalThis.devices = {
    /** Pulls out what is in use. */
    pull() {
      const gone = tracks.filter(({ readyState }) => readyState === "live");
      tracks = [];
      for (const track of gone) {
        pulled.add(track.getSettings().groupId);
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
      mediaDevices.dispatchEvent(new Event("devicechange"));
    },
    /** Plugs everything in again. */
    plugIn() {
      pulled.clear();
      mediaDevices.dispatchEvent(new Event("devicechange"));
    },
    /** The system silences what is in use (`mute`), or gives it back (`unmute`). */
    tell(type) {
      for (const track of tracks) track.dispatchEvent(new Event(type));
    },
    /** Holds the visitor's answer back; returns the way to give it. */
    hold() {
      answer = new Promise((resolve) => (globalThis.devices.answer = resolve));
    },
    get names() {
      return tracks.filter(({ readyState }) => readyState === "live").map(({ label }) => label);
    },
  };
}
