const MAX_ID_LENGTH = 200;
/** No control characters and no half of a surrogate pair: a database would change them, or refuse them. */
const WELL_FORMED = /^[^\p{Cc}\p{Cs}]+$/u;

/** Whether a database can keep this text as a key, exactly as it is. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_ID_LENGTH && WELL_FORMED.test(value);
}

/** Whether an id can be the last part of a path: servers and proxies resolve dots and slashes, also escaped ones. */
export function isPathId(value: unknown): value is string {
  return isId(value) && !/^\.{1,2}$|[/\\]/.test(value);
}
