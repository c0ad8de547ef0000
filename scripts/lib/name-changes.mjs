/** Semantic versioning of public names: which release the names that came and went want, and whether it was asked for. */

const BUMPS = ["none", "patch", "minor", "major"];
const rank = (bump) => BUMPS.indexOf(bump);

/**
 * @typedef {Record<string, string[]>} Names the names of each table
 * @typedef {{ table: string, name: string }} Name
 * @typedef {{ bump: string, text: string }} Changeset
 */

/** @param {Names} before @param {Names} now @returns {Name[]} what `now` lacks */
const lacking = (before, now) =>
  Object.entries(before).flatMap(([table, names]) =>
    names.filter((name) => !(now[table] ?? []).includes(name)).map((name) => ({ table, name })),
  );

/** What breaks the pages of others: before 1.0 a minor release, as `^0.3.1` of npm takes no 0.4.0. */
const breakingBump = (version) => (version.startsWith("0.") ? "minor" : "major");

/**
 * A changeset's bump of this package and its text.
 * @param {string} file the content of a file in `.changeset/`
 * @returns {Changeset | undefined} none where it is of another package
 */
export function parseChangeset(file, name = "live-avatar") {
  const [, head = "", text = ""] = /^---\n([\s\S]*?)^---\n([\s\S]*)$/m.exec(file) ?? [];
  const bump = head
    .split("\n")
    .map((line) => /^(["']?)(.+?)\1: *(major|minor|patch) *$/.exec(line))
    .find((match) => match?.[2] === name)?.[3];
  return bump && { bump, text: text.trim() };
}

/** Whether a text has the name as code: `voice`, `live-avatar/room` or `LiveAvatarRenderer` for `live-avatar/room#LiveAvatarRenderer`. */
function tells(text, name) {
  const own = name.slice(name.indexOf("#") + 1);
  return text.includes(`\`${own}\``) || text.includes(`\`${own}()\``);
}

/**
 * What is missing for the names of today to be released after those of `version`.
 * @param {{ version: string, names: Names }} released
 * @param {Names} now
 * @param {Changeset[]} changesets those that wait for the next release
 * @returns {string[]} sentences, none where all is well
 */
export function missingChangesets({ version, names }, now, changesets) {
  const breaking = breakingBump(version);
  const enough = (wanted) => changesets.filter(({ bump }) => rank(bump) >= rank(wanted));
  const gone = lacking(names, now)
    .filter(({ name }) => !enough(breaking).some(({ text }) => tells(text, name)))
    .map(
      ({ table, name }) =>
        `${table}: \`${name}\` was released with ${version} and is gone. Keep it, or run \`npm run changeset\`, choose ${breaking}, and say in it what stands in the place of \`${name.slice(name.indexOf("#") + 1)}\` (with the backticks).`,
    );
  const added = enough("minor").length > 0 ? [] : lacking(now, names);
  return [
    ...gone,
    ...added.map(
      ({ table, name }) => `${table}: \`${name}\` is new since ${version}: run \`npm run changeset\` and choose minor.`,
    ),
  ];
}

/** Which part of a version was raised. */
function bumpBetween(from, to) {
  const [before, after] = [from, to].map((version) => version.split(/[.-]/, 3).map(Number));
  const index = after.findIndex((part, place) => part !== before[place]);
  return index < 0 || after[index] < before[index] ? "none" : ["major", "minor", "patch"][index];
}

/**
 * What is wrong with calling these names the version `to`.
 * @param {{ version: string, names: Names }} released @param {Names} now @param {string} to
 * @returns {string | undefined}
 */
export function wrongVersion({ version, names }, now, to) {
  const wanted =
    lacking(names, now).length > 0 ? breakingBump(version) : lacking(now, names).length > 0 ? "minor" : "patch";
  if (rank(bumpBetween(version, to)) >= rank(wanted)) return undefined;
  return `The names changed since ${version} so that the next release is a ${wanted} one: ${to} is too little. Let \`npx changeset version\` choose the version.`;
}
