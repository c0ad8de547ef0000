/** What docs/diagnosis.md shows, and that its table has every code. */
import { expect } from "chai";
import { DIAGNOSIS_CODES } from "../../src/element/diagnosis/checks.js";
import type { Diagnosis } from "../../src/element/diagnosis/diagnosis.js";
import "../../src/index.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { recipe } from "../support/recipe.js";

const DOCUMENT = "docs/diagnosis.md";

describe(DOCUMENT, () => {
  it("shows a diagnosis as a list", async () => {
    const { showDiagnosis } = await recipe<{
      showDiagnosis: (avatar: LiveAvatarElement, list: HTMLElement) => Promise<Pick<Diagnosis, "status" | "text">>;
    }>(DOCUMENT, "// diagnose.js");
    const avatar = document.createElement("live-avatar");
    avatar.llmBaseUrl = "/api/model";
    document.body.append(avatar);
    const list = document.createElement("ul");
    const { text } = await showDiagnosis(avatar, list);
    expect([...list.children].map(({ textContent }) => textContent.split(":")[0])).to.deep.equal([...DIAGNOSIS_CODES]);
    expect(text).to.contain("PASS secure-context");
    avatar.remove();
  });

  it("names every code", async () => {
    const words = await (await fetch(`/${DOCUMENT}`)).text();
    for (const code of DIAGNOSIS_CODES) expect(words).to.contain(`\`${code}\``);
  });
});
