/** PHP, MariaDB and WordPress for the tests of the plugin: found, or on Debian as root fetched with apt-get. */
import { cpSync, existsSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildInCache, cacheFolder } from "./cache.mjs";
import { installDebianPackages } from "./debian.mjs";
import { findProgram } from "./find-program.mjs";
import { SetupError, step } from "./progress.mjs";
import { run } from "./run.mjs";

/** PHP's modules that WordPress needs, and the packages that have them. */
const PHP_PACKAGES = ["php-cli", "php-mysql", "php-xml", "php-mbstring", "php-curl"];
/** The server, without the service around it that starts by itself. */
const MARIADB_PACKAGES = ["mariadb-server-core", "mariadb-client-core"];
/** The parts of WordPress that Debian keeps as packages of their own. */
const WORDPRESS_PARTS = ["libjs-cropper", "libjs-underscore", "php-getid3"];
const WORDPRESS_PACKAGES = ["wordpress", "wordpress-theme-twentytwentythree"];
const FROM_DEBIAN = "wordpress-debian";

async function hasModules(php) {
  const { output } = await run(php, [
    "-r",
    "echo extension_loaded('mysqli') && extension_loaded('mbstring') ? 'yes' : 'no';",
  ]);
  return output.trim() === "yes";
}

/**
 * @returns {Promise<string>} the path of php, with what WordPress needs
 * @throws SetupError when there is none and none can be installed
 */
export async function ensurePhp() {
  const look = async () => {
    const php = findProgram("php");
    return php && (await hasModules(php)) ? php : undefined;
  };
  const found = (await look()) ?? ((await installDebianPackages(...PHP_PACKAGES)) ? await look() : undefined);
  if (found) return found;
  throw new SetupError(
    `PHP with mysqli was not found. Install it (Debian: apt-get install ${PHP_PACKAGES.join(" ")}).`,
  );
}

/**
 * @returns {Promise<{ server: string, install: string }>} the paths of MariaDB's programs
 * @throws SetupError when there are none and none can be installed
 */
export async function ensureMariaDb() {
  const look = () => {
    const server = findProgram("mariadbd") ?? ["/usr/sbin/mariadbd"].find(existsSync);
    const install = findProgram("mariadb-install-db");
    // The second one asks for it, and is of another package.
    return server && install && findProgram("my_print_defaults") ? { server, install } : undefined;
  };
  const found = look() ?? ((await installDebianPackages(...MARIADB_PACKAGES)) ? look() : undefined);
  if (found) return found;
  throw new SetupError(`MariaDB was not found. Install it (Debian: apt-get install ${MARIADB_PACKAGES.join(" ")}).`);
}

/**
 * WordPress, in a folder that is to be copied: `WORDPRESS_PATH`, or Debian's package, unpacked into the cache. It is not
 * installed, since it would bring a web server that starts by itself.
 * @returns {Promise<string>} the folder with wp-admin
 * @throws SetupError when there is none and none can be had
 */
export async function ensureWordPress() {
  if (process.env.WORDPRESS_PATH) return process.env.WORDPRESS_PATH;
  const cached = join(cacheFolder(), FROM_DEBIAN);
  if (existsSync(join(cached, "wp-admin"))) return cached;
  if (await installDebianPackages(...WORDPRESS_PARTS)) {
    await step(`Fetching ${WORDPRESS_PACKAGES.join(", ")} with apt-get`, () =>
      buildInCache((folder) => unpack(folder, cached)),
    );
    if (existsSync(join(cached, "wp-admin"))) return cached;
  }
  throw new SetupError("WordPress was not found. Put its folder into the environment variable WORDPRESS_PATH.");
}

async function unpack(folder, target) {
  // apt fetches as another user, who may not write into our cache.
  const { code, output } = await run(
    "apt-get",
    ["download", "-qq", "-o", "APT::Sandbox::User=root", ...WORDPRESS_PACKAGES],
    {
      cwd: folder,
    },
  );
  if (code !== 0) throw new SetupError(`WordPress could not be fetched:\n${output}`);
  for (const name of (await readdir(folder)).filter((file) => file.endsWith(".deb"))) {
    const unpacked = await run("dpkg-deb", ["-x", name, "."], { cwd: folder });
    if (unpacked.code !== 0) throw new SetupError(`WordPress could not be unpacked:\n${unpacked.output}`);
  }
  const wordpress = join(folder, "usr/share/wordpress");
  resolveLinks(wordpress);
  await rm(target, { recursive: true, force: true });
  await rename(wordpress, target);
}

/** Debian's links lead to where the package would lie: what they mean takes their place. */
function resolveLinks(wordpress) {
  for (const entry of readdirSync(wordpress, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const link = readlinkSync(path);
    const inDebian = join("/usr/share/wordpress", entry.parentPath.slice(wordpress.length), link);
    const meant = link.startsWith("/") ? link : inDebian;
    rmSync(path);
    if (existsSync(meant)) cpSync(meant, path, { recursive: true, dereference: true });
  }
}

/** A copy of WordPress for one site. @returns {Promise<string>} its folder */
export async function copyWordPress(parent) {
  const source = await ensureWordPress();
  const folder = await mkdtemp(join(parent, "wordpress-"));
  cpSync(source, folder, { recursive: true });
  return folder;
}
