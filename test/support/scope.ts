/**
 * How much of a test is run: `npm test` runs a part of what is counted in hundreds, `npm test -- nightly` all of it. In the browser
 * tests, scripts/lib/browser-tests.mjs puts the value here.
 */
export const isNightly = process.env["TEST_SCOPE"] === "nightly";

/** How many random runs: a fifth of them with every change. @param all each night */
export const randomRuns = (all: number): number => (isNightly ? all : Math.ceil(all / 5));
