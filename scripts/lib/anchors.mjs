/**
 * A heading's anchor, as GitHub makes it. The documentation site makes the same ones, so that a link to a heading leads there on
 * both.
 * @param {string} heading its text
 */
export const anchorOf = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
