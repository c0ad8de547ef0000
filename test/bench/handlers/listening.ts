import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Starts a server on this machine. @param port default: a free one @returns its address */
export async function listening(server: Server, port = 0): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
