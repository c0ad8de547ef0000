import { ipv4Within, ipv6Groups } from "../core/hosts.js";

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const UNKNOWN = "unknown";

/**
 * The rate limit key of a visitor's address. An IPv4 address is a key of its own, also where it is written within an IPv6
 * address. IPv6 addresses count by their first 64 bits, because one visitor has all the addresses that begin with them. A port
 * and a zone do not count.
 *
 * Give it what your own proxy says: a header that it sets and that visitors cannot, such as `cf-connecting-ip` behind
 * Cloudflare. In a list such as `X-Forwarded-For` the last address counts, which the proxy next to the handler wrote; all
 * before it can be made up by the visitor.
 *
 * @returns "unknown" where there is no address: such visitors share one limit
 */
export function clientAddressKey(address: string | null | undefined): string {
  const last = (address ?? "").split(",").at(-1)?.trim() ?? "";
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(last) ?? [];
  const bare = (inBrackets ?? last.replace(/^([\d.]+):\d+$/, "$1")).replace(/%.*$/, "");
  if (IPV4.test(bare)) return bare;
  const groups = ipv6Groups(bare);
  if (!groups) return UNKNOWN;
  const inner = ipv4Within(groups);
  if (inner !== undefined) return inner;
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}
