/** What docs/languages.md shows: words of a page's own. */
import { LiveAvatarError } from "../../src/core/errors.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, find, place, settled, TalkingRenderer } from "../element/support.js";
import { until } from "../contracts/framework.js";
import { markup, recipe } from "../support/recipe.js";

const DOCUMENT = "docs/languages.md";
const startOf = (element: LiveAvatarElement) => find(element, "[part=start-button]")?.textContent.trim();

/** An avatar whose start fails. */
class RefusingRenderer extends TalkingRenderer {
  readonly error: LiveAvatarError;

  constructor(error: LiveAvatarError) {
    super();
    this.error = error;
  }

  override mount(): Promise<void> {
    return Promise.reject(this.error);
  }
}

describe(DOCUMENT, () => {
  afterEach(clear);

  it("has an avatar with a name", async () => {
    const body = new DOMParser().parseFromString(await markup(DOCUMENT, "avatar-name"), "text/html").body;
    const element = document.importNode(body.firstElementChild as LiveAvatarElement, true);
    document.body.append(element);
    await until(() => find(element, ".launcher")?.getAttribute("aria-label") === "Talk to Ada");
    element.remove();
  });

  it("has words for one element", async () => {
    const error = new LiveAvatarError("token-refused", "no", { retryAfter: 9 });
    const element = await place({ lang: "en" }, new RefusingRenderer(error));
    await recipe(DOCUMENT, "// own-words.js");
    await until(() => startOf(element) === "Ask Ada");
    await element.start().catch(() => undefined);
    await until(
      () =>
        find(element, "[part=message]")?.textContent.trim() ===
        // For the eye, and for the ear.
        "Please sign in first, at the top of this page. Back in 9 s.Back in 9 s.",
    );
  });

  it("has another language, and a region of it", async () => {
    const element = await place({ lang: "nl" });
    await recipe(DOCUMENT, "// dutch.js");
    await until(() => startOf(element) === "Beginnen");
    element.lang = "nl-BE";
    await until(() => startOf(element) === "Begin");
  });

  it("has plurals", async () => {
    await recipe(DOCUMENT, "// czech.js");
    for (const [seconds, text] of [
      [1, "Zkuste to za 1 sekundu."],
      [3, "Zkuste to za 3 sekundy."],
      [5, "Zkuste to za 5 sekund."],
    ] as const) {
      const error = new LiveAvatarError("token-rate-limited", "busy", { retryAfter: seconds });
      const element = await place({ lang: "cs" }, new RefusingRenderer(error));
      await element.start().catch(() => undefined);
      await settled(element);
      await until(() => find(element, "[part=message]")?.textContent.includes(text) ?? false);
    }
  });
});
