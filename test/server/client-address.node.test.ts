import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clientAddressKey } from "../../src/server/index.js";

const rows: [string | null, string][] = [
  ["192.0.2.7", "192.0.2.7"],
  [" 192.0.2.7 ", "192.0.2.7"],
  ["192.0.2.7:51234", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::FFFF:c000:207", "192.0.2.7"],
  ["[::ffff:192.0.2.7]:443", "192.0.2.7"],
  ["64:ff9b::192.0.2.7", "192.0.2.7"],
  ["2002:c000:207:1::9", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:0001:2::ffff", "2001:db8:1:2::/64"],
  ["[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"],
  ["[2001:db8:1:2::9]", "2001:db8:1:2::/64"],
  ["2001:db8:1:3::9", "2001:db8:1:3::/64"],
  ["2001:db8::", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  // The visitor wrote all but the last.
  ["10.0.0.1, 198.51.100.4, 2001:db8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8:9:9::9, 192.0.2.7", "192.0.2.7"],
  ["192.0.2.7,", "unknown"],
  ["", "unknown"],
  [null, "unknown"],
  ["unknown", "unknown"],
  ["256.1.1.1", "unknown"],
  ["1.2.3", "unknown"],
  ["1.2.3.4.5", "unknown"],
  ["01.2.3.4", "unknown"],
  ["0x7f.0.0.1", "unknown"],
  ["2001:db8:::1", "unknown"],
  ["2001:db8::1/64", "unknown"],
  ["1:2:3:4:5:6:7:8:9", "unknown"],
  ["x]:80/#[::1", "unknown"],
  [`::1${" ".repeat(10_000)}x`, "unknown"],
];

describe("clientAddressKey", () => {
  for (const [address, key] of rows) {
    it(`${JSON.stringify(address).slice(0, 60)}: ${key}`, () => {
      assert.equal(clientAddressKey(address), key);
    });
  }
});
