/** PostgreSQL and Redis of a test's own, on the loopback, with nothing in them. */
interface Database {
  readonly pid: number;
  stop(): Promise<void>;
}

interface Launcher {
  startPostgres(): Promise<Database & { readonly connectionString: string }>;
  startRedis(): Promise<Database & { readonly url: string }>;
}

// The project's own way to a server is a script without types.
const launcher = async () =>
  (await import(new URL("../../scripts/lib/databases.mjs", import.meta.url).href)) as Launcher;

export const startPostgres = async (): ReturnType<Launcher["startPostgres"]> => (await launcher()).startPostgres();
export const startRedis = async (): ReturnType<Launcher["startRedis"]> => (await launcher()).startRedis();
