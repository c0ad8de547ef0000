import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

const HOST = "127.0.0.1";

/** A TCP port of the loopback: the wanted one if it is free, else any. */
export async function freePort(wanted = 0) {
  const server = createServer();
  try {
    server.listen(wanted, HOST);
    await once(server, "listening");
  } catch {
    return freePort(0);
  }
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A UDP port of the loopback that is free now. */
export async function freeUdpPort() {
  const socket = createSocket("udp4");
  socket.bind(0, HOST);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}
