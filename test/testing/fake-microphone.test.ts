/** The microphone of a test has the rules of the real one: lost devices, phone calls, and the change to another device. */
import { expect } from "chai";
import { FakeMicrophone } from "../../src/testing/fake-microphone.js";

describe("FakeMicrophone", () => {
  let said: string[];
  let microphone: FakeMicrophone;
  beforeEach(() => {
    said = [];
    microphone = new FakeMicrophone({
      report: (report) => {
        if (report.type === "mic") said.push(report.error ? `${report.mic} ${report.error.code}` : report.mic);
      },
    });
  });

  it("gives way to the browser's choice where the chosen device is gone", async () => {
    microphone.gone = ["old"];
    await microphone.start({ deviceId: "old" });
    expect([said.at(-1), microphone.audible]).to.deep.equal(["live mic-missing", true]);
  });

  it("is taken by the system and comes back, on its own or at a test's command", async () => {
    await microphone.start();
    microphone.silence();
    microphone.silence(false);
    microphone.unplug();
    microphone.comeBack();
    await microphone.start();
    expect(said).to.deep.equal([
      "asking",
      "live",
      "interrupted mic-interrupted",
      "live",
      "interrupted mic-interrupted",
      "asking",
      "live",
    ]);
  });

  it("keeps the device that works until another one does", async () => {
    await microphone.start();
    microphone.gone = ["old"];
    await microphone.setDevice("old");
    expect([said.at(-1), microphone.audible]).to.deep.equal(["live mic-missing", true]);
    microphone.device = "hangs";
    const changed = microphone.setDevice("new");
    expect(microphone.audible).to.equal(true);
    microphone.answerDevice(false);
    await changed;
    expect([said.at(-1), microphone.audible]).to.deep.equal(["live mic-denied", true]);
  });
});
