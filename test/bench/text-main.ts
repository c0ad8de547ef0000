/** `npm run bench -- text`: the cost of the text tools, which needs neither browser nor room. */
import { passes, table } from "./report.js";
import { measureTextTools } from "./text-tools.js";

const ROUNDS = Number(process.env.ROUNDS ?? 5);

const rows = [...measureTextTools(ROUNDS)].map((cost) => ({ ...cost, unit: "ms" as const }));
process.stdout.write(`\n${ROUNDS} interleaved rounds; median (quartiles)\n${table(rows)}\n`);
process.exitCode = rows.every(passes) ? 0 : 1;
