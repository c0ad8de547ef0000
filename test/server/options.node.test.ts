import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTokenHandler, LiveAvatarError } from "../../src/server/index.js";

const good = {
  apiKey: "sk-top-secret",
  session: { avatar_id: "a" },
  allowedOrigins: ["https://shop.example", "http://localhost:8080", "capacitor://localhost"],
  rateLimit: { limit: 5, windowSeconds: 60, key: () => "k" },
};

const rows: [string, Record<string, unknown>, RegExp][] = [
  ["no key", { apiKey: undefined }, /^apiKey/],
  ["an empty key", { apiKey: "" }, /^apiKey/],
  ["a key with the file's line end", { apiKey: "sk-top-secret\n" }, /^apiKey/],
  ["no session", { session: undefined }, /^session/],
  ["a session without avatar", { session: {} }, /^session\.avatar_id/],
  ["a LITE session", { session: { avatar_id: "a", mode: "LITE" } }, /^session\.mode/],
  [
    "a session without end",
    { session: { avatar_id: "a", max_session_duration: Infinity } },
    /^session\.max_session_duration/,
  ],
  ["authorize that is a value", { authorize: true }, /^authorize/],
  ["no origins", { allowedOrigins: undefined }, /^allowedOrigins/],
  ["an empty list of origins", { allowedOrigins: [] }, /^allowedOrigins/],
  ["every origin", { allowedOrigins: ["*"] }, /^allowedOrigins/],
  ["the null origin", { allowedOrigins: ["null"] }, /^allowedOrigins/],
  ["an origin with a slash", { allowedOrigins: ["https://shop.example/"] }, /^allowedOrigins.*is not an origin/],
  [
    "an origin that browsers write otherwise",
    { allowedOrigins: ["https://Shop.example:443"] },
    /"https:\/\/shop\.example"/,
  ],
  ["an origin without scheme", { allowedOrigins: ["shop.example"] }, /^allowedOrigins/],
  ["an origin that is no URL", { allowedOrigins: ["https://a:b"] }, /^allowedOrigins/],
  ["an origin that is no string", { allowedOrigins: [/shop/] }, /^allowedOrigins/],
  ["no rate limit", { rateLimit: undefined }, /^rateLimit/],
  ["a rate limit that is true", { rateLimit: true }, /^rateLimit/],
  ["a limit of nothing", { rateLimit: { ...good.rateLimit, limit: 0 } }, /^rateLimit\.limit/],
  ["a window of no time", { rateLimit: { ...good.rateLimit, windowSeconds: 0.5 } }, /^rateLimit\.windowSeconds/],
  ["a limit without key", { rateLimit: { limit: 1, windowSeconds: 1 } }, /^rateLimit\.key/],
  ["a store that cannot count", { rateLimit: { ...good.rateLimit, store: {} } }, /^rateLimit\.store/],
  ["start that is a word", { start: "yes" }, /^start/],
  ["a duration that is a word", { maxSessionDuration: "600" }, /^maxSessionDuration/],
  ["an address that is none", { apiUrl: "api.liveavatar.com" }, /^apiUrl/],
  ["an address without encryption", { apiUrl: "http://api.liveavatar.com" }, /^apiUrl/],
  ["an address with a password", { apiUrl: "https://u:p@api.example" }, /^apiUrl/],
];

describe("the options of createTokenHandler", () => {
  for (const [name, wrong, message] of rows) {
    it(`refuses ${name} at once`, () => {
      assert.throws(
        () => createTokenHandler({ ...good, ...wrong }),
        (error) => {
          assert.ok(LiveAvatarError.is(error));
          assert.equal(error.code, "config-invalid");
          assert.match(error.message, message);
          assert.ok(!error.message.includes("sk-top-secret"));
          return true;
        },
      );
    });
  }

  it("takes what makes sense", () => {
    createTokenHandler({ ...good, apiUrl: "http://127.0.0.1:4100/", rateLimit: false, authorize: () => true });
    createTokenHandler({ ...good, apiUrl: "https://proxy.example/liveavatar/" });
  });
});
