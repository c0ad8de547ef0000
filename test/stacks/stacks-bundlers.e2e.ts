/** The packed package in bundlers without a framework: installed, built, served, and talked to. `npm run stacks -- NAME`. */
import { after, before, it } from "node:test";
import { packOnce } from "../support/stack-app.js";
import { walk } from "../support/stack-walk.js";
import { BUNDLERS } from "./apps.js";

let packed: Awaited<ReturnType<typeof packOnce>>;
before(async () => {
  packed = await packOnce();
});
after(() => packed.remove());

for (const app of BUNDLERS) {
  it(`${app.name}: installs the package, builds, and holds a conversation`, (test) => walk(app, packed.tarball, test));
}
