/** The kinds of host names, as `URL.hostname` writes them: lower case, IPv4 in four decimals, IPv6 in brackets. */

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;
const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|lan|home|home\.arpa|in-addr\.arpa|ip6\.arpa)$/;
/** Names that anybody can have resolved to the address in them, or to this machine. */
const NAME_OF_ADDRESS = /(?:^|\.)(?:nip\.io|sslip\.io|xip\.io|localtest\.me|lvh\.me|vcap\.me|traefik\.me)$/;
/** Networks that no host of the public internet is in: this, private, shared, link, test, protocols, multicast, reserved. */
const PRIVATE_IPV4 =
  /^(?:0|10|127|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168|192\.0\.[02]|198\.1[89]|198\.51\.100|203\.0\.113|2(?:2[4-9]|[34]\d|5[0-5]))\./;
const IPV4 = /^\d+(?:\.\d+){3}$/;

/** Whether the host is an IP address. */
export const isIpAddress = (host: string): boolean => host.startsWith("[") || IPV4.test(host);

/** Whether the host is this machine for every resolver, so that a key may go there without encryption. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK.test(host);

/**
 * Whether the host is this machine for a browser, which never looks up a name below `localhost`. Servers may, so code outside
 * of a page uses {@link isLoopbackHost}.
 */
export const isLocalHost = (host: string): boolean => isLoopbackHost(host) || host.endsWith(".localhost");

/** Whether the host is of this machine or a private network, as far as its name tells. */
export function isPrivateHost(host: string): boolean {
  const name = host.replace(/\.+$/, "");
  if (IPV4.test(name)) return PRIVATE_IPV4.test(name);
  if (name.startsWith("[")) return isPrivateIpv6(name.slice(1, -1));
  // A name without a dot is found by a search domain or by a container network.
  return !name.includes(".") || PRIVATE_NAME.test(name);
}

/** Whether the host is a name of the public internet, as far as the name tells: a public name can have a private address. */
export const isPublicName = (host: string): boolean =>
  !isIpAddress(host) && !isPrivateHost(host) && !NAME_OF_ADDRESS.test(host.replace(/\.+$/, ""));

function isPrivateIpv6(address: string): boolean {
  const groups = ipv6Groups(address);
  if (!groups) return true;
  const inner = ipv4Within(groups);
  if (inner !== undefined) return PRIVATE_IPV4.test(inner);
  const [first = 0, second = 0] = groups;
  // Only 2000::/3 is given out; of it, 2001:db8::/32 is for documents.
  return first < 0x2000 || first > 0x3fff || (first === 0x2001 && second === 0xdb8);
}

/**
 * The eight groups of an IPv6 address without brackets and zone.
 * @returns undefined where it is none
 */
export function ipv6Groups(address: string): readonly number[] | undefined {
  if (!/^[\da-f:.]{2,45}$/i.test(address) || !address.includes(":") || !URL.canParse(`http://[${address}]/`)) {
    return undefined;
  }
  const { hostname } = new URL(`http://[${address}]/`);
  const [head = "", tail = ""] = hostname.slice(1, -1).split("::");
  const numbers = (part: string) => (part === "" ? [] : part.split(":").map((group) => parseInt(group, 16)));
  const [before, after] = [numbers(head), numbers(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** The IPv4 address that an IPv6 address stands for: mapped, compatible, translated (NAT64) or tunnelled (6to4). */
export function ipv4Within(groups: readonly number[]): string | undefined {
  const [g0 = 0, g1 = 0, g2 = 0, g3 = 0, g4 = 0, g5 = 0, g6 = 0, g7 = 0] = groups;
  const isMapped = (g0 | g1 | g2 | g3 | g4) === 0 && (g5 === 0xffff || (g5 === 0 && g6 !== 0));
  const isTranslated = g0 === 0x64 && g1 === 0xff9b;
  const isRelayed = (g0 | g1 | g2 | g3) === 0 && g4 === 0xffff && g5 === 0;
  if (isMapped || isTranslated || isRelayed) return dotted(g6, g7);
  return g0 === 0x2002 ? dotted(g1, g2) : undefined;
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join(".");
