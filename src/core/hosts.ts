/** The kinds of host names, as `URL.hostname` writes them: lower case, IPv4 in four decimals, IPv6 in brackets. */

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa)$/;
const PRIVATE_IPV4 = /^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)\./;
const PRIVATE_IPV6 = /^\[(?:::1?\]|f[cd]|fe[89ab])/;

/** Whether the host is an IP address. */
export const isIpAddress = (host: string): boolean => host.startsWith("[") || /^\d+(?:\.\d+){3}$/.test(host);

/** Whether the host is this machine for every resolver, so that a key may go there without encryption. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK.test(host);

/**
 * Whether the host is this machine for a browser, which never looks up a name below `localhost`. Servers may, so code outside
 * of a page uses {@link isLoopbackHost}.
 */
export const isLocalHost = (host: string): boolean => isLoopbackHost(host) || host.endsWith(".localhost");

/** Whether the host is of this machine or a private network, as far as its name tells. */
export function isPrivateHost(host: string): boolean {
  const name = host.replace(/\.$/, "");
  if (isIpAddress(name)) return PRIVATE_IPV4.test(name) || PRIVATE_IPV6.test(name);
  // A name without a dot is found by a search domain or by a container network.
  return !name.includes(".") || PRIVATE_NAME.test(name);
}
