import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** Every source module below one of `rooms`, relative to the project, without declarations. */
export function modulesOf(rooms: readonly string[]): string[] {
  return rooms
    .flatMap((room) =>
      readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" }).map((file) => join(room, file)),
    )
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .sort();
}
