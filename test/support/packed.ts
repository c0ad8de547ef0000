/** The package as it is published, unpacked in a folder of its own: nothing of this clone can be found from there by accident. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./documents.js";

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<"types" | "default", string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

export class PackedPackage {
  /** A project in which it is installed, with what it depends on. */
  readonly folder = mkdtempSync(join(tmpdir(), "live-avatar-packed-"));
  readonly root = join(this.folder, "node_modules", "live-avatar");
  readonly manifest: Manifest;

  constructor() {
    execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: ROOT, stdio: "ignore" });
    mkdirSync(this.root, { recursive: true });
    const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", this.folder];
    execFileSync("npm", args, { cwd: ROOT, stdio: "ignore" });
    const [archive = ""] = readdirSync(this.folder).filter((name) => name.endsWith(".tgz"));
    execFileSync("tar", ["-xzf", join(this.folder, archive), "-C", this.root, "--strip-components=1"]);
    this.manifest = JSON.parse(readFileSync(join(this.root, "package.json"), "utf8")) as Manifest;
    this.link(ROOT, Object.keys(this.manifest.dependencies));
  }

  /** Makes packages that are installed in `home` ones of the project. */
  link(home: string, names: readonly string[]): void {
    for (const name of names) {
      const place = join(this.folder, "node_modules", name);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(home, "node_modules", name), place, "junction");
    }
  }

  /** The entry points with code, by the name under which they are imported, and the file of their declarations. */
  get entries(): [name: string, declarations: string][] {
    return Object.entries(this.manifest.exports).flatMap(([name, target]) =>
      typeof target === "string" || !target.default.endsWith(".js") || name.startsWith("./types/")
        ? []
        : [[name, join(this.root, target.types)]],
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
