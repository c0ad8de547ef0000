/** Storages of threads that a test has for itself in a page, and what another tab would have of them. */
import { deleteDB } from "idb";

let count = 0;

/** A prefix of keys in localStorage that nobody else has, and what removes its keys. */
export function prefixes(): [string, () => void] {
  const prefix = `threads-of-a-test-${(count += 1)}`;
  return [
    prefix,
    () => {
      for (const key of Object.keys(localStorage)) if (key.startsWith(`${prefix}:`)) localStorage.removeItem(key);
    },
  ];
}

/** The name of a database that nobody else has, and what deletes it. */
export function databases(): [string, () => Promise<void>] {
  const name = `threads-of-a-test-${(count += 1)}`;
  return [name, () => deleteDB(name)];
}

/** The same localStorage in another document, so that this one is told of what is changed there. */
export function otherStorage(): { readonly storage: Storage; close(): void } {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  return {
    storage: frame.contentWindow!.localStorage,
    close: () => {
      frame.remove();
    },
  };
}
