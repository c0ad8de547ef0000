/** One page of code for each runtime: it serves the application on a port of this machine. */

const ENV = (upstream, key) => JSON.stringify({ UPSTREAM: upstream, KEY: key });

/** @returns {string} the configuration of workerd: the application alone, which may reach this machine */
const workerdConfig = ({ port, upstream, key }) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .app),
    (name = "internet", network = (allow = ["private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const app :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.mjs"), (name = "app.mjs", esModule = embed "app.mjs")],
  bindings = [(name = "UPSTREAM", text = "${upstream}"), (name = "KEY", text = "${key}")],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = [FLAGS],
);`;

/**
 * The files and the command of each runtime.
 * @type {Readonly<Record<string, (at: { port: number, upstream: string, key: string, server: string }) =>
 *   { files: Record<string, string>, command: string[] }>>}
 */
export const HOSTS = {
  node: ({ port, upstream, key, server }) => ({
    files: {
      "node.mjs": `import { serve } from ${JSON.stringify(server)};
        import { respond } from "./app.mjs";
        serve({ fetch: (request) => respond(request, ${ENV(upstream, key)}), hostname: "127.0.0.1", port: ${port} });`,
    },
    command: ["node", "node.mjs"],
  }),
  bun: ({ port, upstream, key }) => ({
    files: {
      "bun.mjs": `import { respond } from "./app.mjs";
        Bun.serve({ fetch: (request) => respond(request, ${ENV(upstream, key)}), hostname: "127.0.0.1", port: ${port}, idleTimeout: 120 });`,
    },
    command: ["bun", "bun.mjs"],
  }),
  deno: ({ port, upstream, key }) => ({
    files: {
      "deno.mjs": `import { respond } from "./app.mjs";
        Deno.serve({ hostname: "127.0.0.1", port: ${port} }, (request) => respond(request, ${ENV(upstream, key)}));`,
    },
    command: ["deno", "run", "--allow-net", "--no-lock", "deno.mjs"],
  }),
  workerd: (at) => workerd(at, []),
  "workerd, with signals": (at) => workerd(at, ["enable_request_signal"]),
};

function workerd(at, flags) {
  return {
    files: {
      "worker.mjs": `import { respond } from "app.mjs"; export default { fetch: (request, env) => respond(request, env) };`,
      "config.capnp": workerdConfig(at).replace("FLAGS", flags.map((flag) => JSON.stringify(flag)).join(", ")),
    },
    command: ["workerd", "serve", "config.capnp"],
  };
}
