/** The pages and names that the emulator answers: it has no keys of its own, and every page can reach this machine. */
import { isIpAddress, isLocalHost, isPrivateHost } from "../core/hosts.js";
import { EmulatorError } from "./emulator-error.js";

export interface OriginGuard {
  /** @returns why the request is not answered, in a sentence; undefined where it is */
  refuses(request: Request): string | undefined;
}

/**
 * @param allowedOrigins beside the pages of this machine
 * @throws EmulatorError where one is no origin
 */
export function createOriginGuard(allowedOrigins: readonly string[]): OriginGuard {
  const listed = new Set(allowedOrigins.map(checkOrigin));
  const hosts = new Set([...listed].map((origin) => new URL(origin).hostname));
  return {
    refuses(request) {
      const origin = request.headers.get("origin");
      if (origin !== null && !listed.has(origin) && !isOfThisMachine(origin)) {
        return `Pages of ${JSON.stringify(origin)} are not answered: start the emulator with --origin ${JSON.stringify(origin)}`;
      }
      // A foreign page whose name has been turned to this machine sends no Origin with a GET, but its own name.
      const { hostname } = new URL(request.url);
      const isKnown = isIpAddress(hostname) || isPrivateHost(hostname) || hosts.has(hostname);
      return isKnown ? undefined : `The emulator is not known as ${JSON.stringify(hostname)}`;
    },
  };
}

function isOfThisMachine(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return /^https?:$/.test(protocol) && isLocalHost(hostname);
}

function checkOrigin(origin: string): string {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
    throw new EmulatorError(`An origin is written like "https://www.example.com", not ${JSON.stringify(origin)}.`);
  }
  return origin;
}
