/** Host names as `URL.hostname` writes them: lower case, IPv4 in four decimals whatever was typed, IPv6 in brackets. */

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home\.arpa)$/;
const PRIVATE_IPV4 = /^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)\./;
const PRIVATE_IPV6 = /^\[(?:::1?\]|f[cd]|fe[89ab])/;

/** An address in numbers. */
export const isIpAddress = (host: string): boolean => host.startsWith("[") || /^\d+(?:\.\d+){3}$/.test(host);

/** This machine under a name that every resolver keeps to itself: a key may go there without encryption. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK.test(host);

/**
 * This machine as a browser sees it: browsers never look up a name below `localhost`. Servers may, so that code outside of
 * a page asks {@link isLoopbackHost}.
 */
export const isLocalHost = (host: string): boolean => isLoopbackHost(host) || host.endsWith(".localhost");

/** A host of this machine or of a network behind a router, as far as its name tells. */
export function isPrivateHost(host: string): boolean {
  const name = host.replace(/\.$/, "");
  if (isIpAddress(name)) return PRIVATE_IPV4.test(name) || PRIVATE_IPV6.test(name);
  // A name without a dot is found by a search domain or by a container network.
  return !name.includes(".") || PRIVATE_NAME.test(name);
}
