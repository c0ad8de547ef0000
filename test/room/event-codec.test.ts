import { expect } from "chai";
import {
  MAX_PACKET_BYTES,
  decodeCommand,
  decodeEvent,
  encodeCommand,
  encodeEvent,
} from "../../src/room/event-codec.js";
import { EventReader } from "../../src/room/event-reader.js";
import { COMMANDS, EVENTS } from "../../src/room/protocol.js";
import type { AgentCommand, AgentEvent } from "../../src/room/protocol.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const dropped = (result: object) => ("dropped" in result ? String(result.dropped) : "");

describe("event codec", () => {
  for (const [type, extra] of Object.entries(COMMANDS)) {
    it(`carries the command ${type} there and back`, () => {
      const command = {
        event_id: "1",
        event_type: type,
        ...(extra === "text" && { text: "Grüße 👋" }),
      } as AgentCommand;
      expect(decodeCommand(encodeCommand(command))).to.deep.equal({ value: command });
    });
  }

  for (const [type, extra] of Object.entries(EVENTS)) {
    it(`carries the event ${type} there and back`, () => {
      const more = { text: { text: " as is " }, none: {}, reason: { end_reason: "A", stop_reason: "B" } }[extra];
      const event = { event_id: "1", session_id: "s", source_event_id: null, event_type: type, ...more } as AgentEvent;
      expect(decodeEvent(encodeEvent(event))).to.deep.equal({ value: event });
    });
  }

  it("leaves fields of the wrong type and fields it does not know behind", () => {
    const packet = bytes(
      '{"event_type":"avatar.speak_started","event_id":7,"session_id":{},"source_event_id":[],"x":1}',
    );
    expect(decodeEvent(packet)).to.deep.equal({ value: { event_type: "avatar.speak_started" } });
  });

  it("reads a command without an id, as the SDK sends them", () => {
    expect(decodeCommand(bytes('{"event_type":"avatar.interrupt"}'))).to.deep.equal({
      value: { event_type: "avatar.interrupt" },
    });
  });

  const strangers: Readonly<Record<string, [Uint8Array, RegExp]>> = {
    "no JSON": [bytes("{"), /JSON/],
    "no UTF-8": [new Uint8Array([0xff, 0xfe]), /UTF-8/],
    "an array": [bytes("[]"), /object/],
    null: [bytes("null"), /object/],
    "no type": [bytes("{}"), /unknown/],
    "a type that every object has": [bytes('{"event_type":"constructor"}'), /unknown/],
    "an unknown type": [bytes('{"event_type":"session.updated"}'), /unknown/],
    "no text": [bytes('{"event_type":"avatar.transcription","text":5}'), /text/],
    "too much": [new Uint8Array(MAX_PACKET_BYTES + 1), /bytes/],
  };
  for (const [name, [packet, reason]] of Object.entries(strangers)) {
    it(`drops a packet with ${name}, and says why`, () => {
      expect(dropped(decodeEvent(packet))).to.match(reason);
      expect(dropped(decodeCommand(packet))).not.to.equal("");
    });
  }
  it("drops a command without the text it needs", () => {
    expect(dropped(decodeCommand(bytes('{"event_type":"avatar.speak_text"}')))).to.match(/text/);
  });
});

describe("event reader", () => {
  const packet = (more: object) => bytes(JSON.stringify({ event_type: "user.speak_started", ...more }));

  it("opens an event once", () => {
    const reader = new EventReader("s");
    expect(reader.read(packet({ event_id: "a", session_id: "s" }))).to.have.property("value");
    expect(dropped(reader.read(packet({ event_id: "a", session_id: "s" })))).to.match(/second/);
    expect(reader.read(packet({ event_id: "b" }))).to.have.property("value");
  });
  it("opens events without id as often as they come", () => {
    const reader = new EventReader("s");
    expect([reader.read(packet({})), reader.read(packet({}))].map(dropped)).to.deep.equal(["", ""]);
  });
  it("refuses events of another session, and remembers a bounded number of ids", () => {
    const reader = new EventReader("s");
    expect(dropped(reader.read(packet({ session_id: "t" })))).to.match(/another session/);
    for (let id = 0; id < 600; id++) reader.read(packet({ event_id: `${id}` }));
    expect(dropped(reader.read(packet({ event_id: "599" })))).to.match(/second/);
    expect(reader.read(packet({ event_id: "0" }))).to.have.property("value");
  });
  it("passes the reason of a malformed packet on", () => {
    expect(dropped(new EventReader("s").read(bytes("?")))).to.match(/JSON/);
  });
});
