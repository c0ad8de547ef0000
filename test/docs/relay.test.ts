/** What docs/server.md shows of the page's side: a session that is told to the site. */
import { expect } from "chai";
import { recipe } from "../support/recipe.js";
import { SpokenSession, type ToldBatch } from "../support/relayed.js";

const DOCUMENT = "docs/server.md";
const original = window.fetch.bind(window);

afterEach(() => {
  window.fetch = original;
  sessionStorage.removeItem("relay-token");
});

describe(DOCUMENT, () => {
  it("has a relay that begins with the consent, and sends the token", async () => {
    const { tell } = await recipe<{ tell: (session: SpokenSession, consent: Promise<void>) => () => Promise<void> }>(
      DOCUMENT,
      "// relay.js",
    );
    const asked: { url: string; bearer: string | null; batch: ToldBatch }[] = [];
    window.fetch = async (input, init = {}) => {
      const batch = (await new Request(input, init).json()) as ToldBatch;
      asked.push({ url: new Request(input).url, bearer: new Headers(init.headers).get("authorization"), batch });
      return Response.json({});
    };
    let agree: () => void = () => undefined;
    const session = new SpokenSession();
    const flush = tell(session, new Promise((resolve) => (agree = resolve)));
    session.say("before");
    agree();
    await Promise.resolve();
    await Promise.resolve();
    sessionStorage.setItem("relay-token", "signed");
    session.say("after");
    await flush();
    const [{ url, bearer, batch }] = asked as [(typeof asked)[0]];
    expect([asked.length, url, bearer]).to.deep.equal([1, `${location.origin}/api/relay`, "Bearer signed"]);
    expect(batch.events.map(({ seq, type }) => [seq, type])).to.deep.equal([[1, "message"]]);
    session.emit("state-change", "destroyed", "idle");
    await flush();
  });
});
