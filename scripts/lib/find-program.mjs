import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The absolute path of a program on the PATH, or undefined. */
export function findProgram(name) {
  const suffixes = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const folder of (process.env.PATH ?? "").split(delimiter).filter(Boolean)) {
    for (const suffix of suffixes) {
      const path = join(folder, name + suffix);
      if (isExecutable(path)) return path;
    }
  }
  return undefined;
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
