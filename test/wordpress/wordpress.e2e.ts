/**
 * The plugin in a real WordPress, in real browsers: the administrator installs it and enters the key, an author without
 * `unfiltered_html` writes posts with the block and with the shortcode, and a visitor has a conversation under a strict policy.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import { ATTRIBUTES } from "../../src/element/attributes.js";
import { FAILURES } from "../../src/server/failure.js";
import { NOT_FOR_AUTHORS } from "../support/author-attributes.js";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { block } from "../support/documents.js";
import { AVATAR_ID } from "../support/emulator-client.js";
import { control, untilSaid, untilState, WAIT } from "../support/page-talk.js";
import { type SessionService, startSessionService } from "../support/session-service.js";
import { sharedStand, type Stand } from "../support/stand.js";
import {
  addAccount,
  ADMINISTRATOR,
  AUTHOR,
  install,
  installPlugin,
  logIn,
  picture,
  removePlugin,
  saveSettings,
  settingsUrl,
  startWordPress,
  SUBSCRIBER,
  type WordPress,
  writeBlockPost,
  writePluginZip,
  writeShortcodePost,
} from "../support/wordpress.js";
import {
  type Asking,
  askForToken,
  axeFinds,
  endpointOf,
  fetchInPage,
  policyOf,
  type Refusal,
  WATCH_POLICIES,
} from "../support/wordpress-visitor.js";

/** Of a visitor's page: what its policies forbade. */
declare const forbidden: string[];

const KEY = "sk-lamp-9f8e7d6c5b4a32100123456789abcdef";
const GREETING = "Welcome to the lamp shop.";
const ZIP = join(import.meta.dirname, "../../artifacts/live-avatar-wordpress.zip");

let stand: Stand;
let site: WordPress;
const browsers: VisitorBrowser[] = [];

async function openPage(): Promise<Page> {
  const browser = await openBrowser();
  browsers.push(browser);
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  return page;
}

/** Work that is done when somebody needs it, once: a test can be run alone. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}

const administrator = once(async () => {
  const page = await openPage();
  await install(page, site);
  await logIn(page, site, ADMINISTRATOR);
  await writePluginZip(ZIP);
  await installPlugin(page, site, ZIP);
  return page;
});

const settled = once(async () => {
  const page = await administrator();
  await saveSettings(page, site, {
    api_key: KEY,
    api_url: stand.emulator.url,
    avatar_id: AVATAR_ID,
    context_id: "lamps",
    rate_limit: "1000",
  });
  await picture(page, "4-administrator-has-saved-the-key");
  for (const account of [AUTHOR, SUBSCRIBER]) await addAccount(page, site, account);
  return page;
});

const posts = once(async () => {
  await settled();
  const page = await openPage();
  await logIn(page, site, AUTHOR);
  const block = await writeBlockPost(page, site, "Ask our lamps", {
    "Name of the avatar": "Lumi",
    "First sentence of the avatar": GREETING,
    "Microphone at the start": "off",
  });
  const code = `[live_avatar microphone="off" no-captions greeting="${GREETING}" avatar-name="Lumi" token-endpoint="https://evil.example/" onclick="alert(1)"]`;
  const shortcode = await writeShortcodePost(page, site, "Ask our lamps, in short", code);
  return { page, block, shortcode };
});

/** A visitor's page that writes down what its policies forbid. */
async function visit(
  url: string,
  { isFree = false } = {},
): Promise<{ readonly page: Page; readonly problems: string[] }> {
  const page = await openPage();
  if (isFree) await page.setBypassCSP(true);
  await page.evaluateOnNewDocument(WATCH_POLICIES);
  await page.goto(url, { waitUntil: "networkidle0" });
  return { page, problems: browsers.at(-1)!.problems };
}

before(async () => {
  stand = await sharedStand();
  const { emulator, livekit } = stand;
  const room = new URL(livekit.url);
  const connect = [emulator.url, `ws://${room.host}`, `http://${room.host}`].join(" ");
  site = await startWordPress({ "strict-policy.php": policyOf(connect, block("docs/wordpress.md", "// strict.php")) });
});
after(async () => {
  for (const browser of browsers) await browser.close();
  await site.stop();
});

describe("the plugin in WordPress", () => {
  it("is installed by an administrator, who enters the key and never sees it again", async () => {
    const page = await settled();
    await page.goto(settingsUrl(site));
    assert.ok(!(await page.content()).includes(KEY));
    assert.equal(await page.$eval("#live-avatar-api_key", (field) => (field as HTMLInputElement).value), "");
    assert.equal(await page.$eval("#live-avatar-avatar_id", (field) => (field as HTMLInputElement).value), AVATAR_ID);
    assert.deepEqual(await axeFinds(page, ".wrap form"), []);
  });

  it("lets an author without unfiltered_html put the avatar into posts", async () => {
    const { block, shortcode } = await posts();
    const can = await site.php(`echo user_can( get_user_by( 'login', 'anna' ), 'unfiltered_html' ) ? 'yes' : 'no';`);
    assert.equal(can, "no");
    for (const url of [block, shortcode]) {
      const html = await (await fetch(url)).text();
      const [tag = ""] = /<live-avatar[^>]*>/.exec(html) ?? [];
      assert.match(tag, /greeting="Welcome to the lamp shop\."/);
      assert.match(tag, /avatar-name="Lumi"/);
      assert.match(tag, /microphone="off"/);
      assert.match(tag, new RegExp(`token-endpoint="${site.url}/[^"]*live-avatar/v1/token"`));
      assert.doesNotMatch(html, /evil\.example|onclick|alert\(1\)/);
      assert.ok(!html.includes(KEY));
    }
  });

  it("gives a visitor a whole conversation under a strict policy and Trusted Types", async () => {
    const { block } = await posts();
    const { page, problems } = await visit(block);
    await control(page, "button", "Start");
    await picture(page, "8-visitor-comes");
    await (await control(page, "button", "Start")).click();
    await untilSaid(page, "assistant", "welcome to the lamp shop");
    await untilState(page, "ready");
    const field = await control(page, "textbox", "Type a message");
    await field.type("How does this work?");
    await field.press("Enter");
    await untilSaid(page, "user", "how does this work?");
    await page.waitForFunction(
      () => document.querySelector("live-avatar")?.shadowRoot?.textContent.toLowerCase().includes("comes back"),
      WAIT,
    );
    await picture(page, "9-visitor-is-answered");
    await untilSaid(page, "assistant", "comes back the same way");
    await untilState(page, "ready");
    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
    await picture(page, "10-visitor-has-ended");
    assert.deepEqual(problems, []);
    const found = await page.evaluate(() => forbidden);
    assert.deepEqual(
      found.filter((one) => !one.startsWith("report style-src")),
      [],
    );
    // The theme's own inline styles are reported on a post without the avatar as well: nothing is added to them.
    const { page: plain } = await visit(`${site.url}/?p=1`);
    const ofTheme = await plain.evaluate(() => forbidden);
    // An address and a number of the page are in some of the theme's tags.
    const nameless = (one: string) => one.replaceAll(/ href="[^"]*"| wp-container-\d+/g, "");
    const known = new Set(ofTheme.map(nameless));
    assert.deepEqual(
      found.filter((one) => !known.has(nameless(one))),
      [],
    );
    assert.ok(ofTheme.length > 0, "the policy is reported");
  });

  it("shows the shortcode's avatar so that axe finds nothing wrong with it, at the start and in a conversation", async () => {
    const { shortcode } = await posts();
    // It is axe that needs to write markup.
    const { page } = await visit(shortcode, { isFree: true });
    await control(page, "button", "Start");
    assert.deepEqual(await axeFinds(page, "live-avatar"), []);
    await (await control(page, "button", "Start")).click();
    await untilSaid(page, "assistant", "welcome to the lamp shop");
    await page.waitForSelector("live-avatar >>> ::-p-aria([role='textbox'])", WAIT);
    assert.deepEqual(await axeFinds(page, "live-avatar"), []);
    await (await control(page, "button", "End conversation")).click();
    await untilState(page, "idle");
  });
});

const ask = (asking?: Asking) => askForToken(site.url, KEY, asking);
const endpoint = () => endpointOf(site.url);

/** Changes settings of the site for one test. */
async function withSettings(change: Readonly<Record<string, unknown>>, work: () => Promise<void>): Promise<void> {
  const before = await site.php("echo wp_json_encode( get_option( 'live_avatar_settings' ) );");
  const set = (settings: object) =>
    site.php(`update_option( 'live_avatar_settings', json_decode( '${JSON.stringify(settings)}', true ) );`);
  await set({ ...(JSON.parse(before) as object), ...change });
  try {
    await work();
  } finally {
    await set(JSON.parse(before) as object);
  }
}

const settingsKept = () =>
  site.php(
    "echo wp_json_encode( array( get_option( 'live_avatar_settings' ), get_option( 'live_avatar_api_key' ) ) );",
  );

describe("an attacker", () => {
  before(async () => {
    await settled();
  });

  it("changes no settings: not without the capability, and not without the nonce", async () => {
    const boss = await settled();
    await boss.goto(settingsUrl(site));
    const nonce = await boss.$eval("input[name='_wpnonce']", (field) => field.value);
    const kept = await settingsKept();
    const form = (value: string) => ({
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams([
        ...[
          ["option_page", "live-avatar"],
          ["action", "update"],
          ["_wpnonce", value],
        ],
        ...[
          ["live_avatar_settings[api_url]", "https://evil.example"],
          ["live_avatar_api_key[new]", "stolen"],
        ],
      ]).toString(),
    });
    const options = `${site.url}/wp-admin/options.php`;
    assert.equal((await fetchInPage(boss, options, form("0123456789"))).status, 403);
    for (const account of [SUBSCRIBER, AUTHOR]) {
      const page = await openPage();
      await logIn(page, site, account);
      assert.equal((await fetchInPage(page, options, form(nonce))).status, 403, account.name);
      const shown = await fetchInPage(page, settingsUrl(site));
      assert.equal(shown.status, 403);
      assert.ok(!shown.text.includes("live-avatar-api_key"));
    }
    assert.equal(await settingsKept(), kept);
    // The same form with the nonce is taken: what was refused above was refused for its own reason.
    const good = new URLSearchParams(form(nonce).body);
    good.delete("live_avatar_api_key[new]");
    good.set("live_avatar_settings[api_url]", "ftp://evil.example");
    assert.equal((await fetchInPage(boss, options, { ...form(nonce), body: good.toString() })).status, 200);
    const { api_url: url } = (JSON.parse(await settingsKept()) as [{ api_url: string }])[0];
    assert.equal(url, stand.emulator.url, "an address that is none is not taken");
    assert.equal(
      await site.php("echo Live_Avatar_Options::api_key();"),
      KEY,
      "a form without the key's field keeps the key",
    );
    await saveSettings(boss, site, {
      avatar_id: AVATAR_ID,
      context_id: "lamps",
      rate_limit: "1000",
      rate_window: "600",
      max_session_duration: "600",
    });
  });

  it("finds the key in no page and no REST answer, and not in the database", async () => {
    const boss = await settled();
    const { block } = await posts();
    await boss.goto(`${site.url}/wp-admin/post-new.php`);
    const nonce = await boss.evaluate("wpApiSettings.nonce");
    const seen = [
      ...[
        "/wp-admin/options.php",
        "/wp-admin/options-general.php?page=live-avatar",
        "/wp-admin/plugins.php",
        "/wp-admin/post-new.php",
      ],
      ...[
        "/?rest_route=/",
        "/?rest_route=/live-avatar/v1",
        "/?rest_route=/wp/v2/settings",
        "/?rest_route=/wp/v2/posts",
        "/?rest_route=/wp/v2/block-types",
      ],
      ...["/?feed=rss2", "/", new URL(block).pathname + new URL(block).search],
      "/?rest_route=/wp/v2/plugins",
    ];
    for (const path of seen) {
      const { status, text } = await fetchInPage(boss, site.url + path, { headers: { "X-WP-Nonce": String(nonce) } });
      assert.equal(status, 200, path);
      assert.ok(!text.includes(KEY), path);
    }
    const stored = await site.php(
      "global $wpdb; echo $wpdb->get_var( \"SELECT GROUP_CONCAT( option_value SEPARATOR '\\n' ) FROM $wpdb->options\" );",
    );
    const dumped = await site.php("echo get_option( 'live_avatar_api_key' );");
    assert.match(dumped, /^sodium:/);
    assert.ok(
      stored.includes(dumped) && !stored.includes(KEY) && !stored.includes(Buffer.from(KEY).toString("base64")),
    );
    assert.equal(await site.php("echo Live_Avatar_Options::api_key();"), KEY, "the salts of this site open it");
    const foreign = `add_filter( 'salt', fn() => 'another site' ); echo null === Live_Avatar_Secret::open( get_option( 'live_avatar_api_key' ) ) ? 'no' : 'yes';`;
    assert.equal(await site.php(foreign), "no");
  });

  it("gets no session for a page of another site", async () => {
    assert.equal((await ask()).status, 200, "a page of this site gets one");
    for (const headers of [
      { Origin: "https://evil.example" },
      { Origin: "null" },
      { Origin: `${site.url}.evil.example` },
      { Origin: "", "Sec-Fetch-Site": "cross-site" },
    ]) {
      const { status, code, headers: answered } = await ask({ headers });
      assert.deepEqual([status, code], [403, "origin-not-allowed"], JSON.stringify(headers));
      assert.equal(answered.get("access-control-allow-origin"), null);
    }
    const preflight = await fetch(endpoint(), {
      method: "OPTIONS",
      headers: {
        Origin: "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
      },
    });
    assert.equal(preflight.headers.get("access-control-allow-origin"), null);
    const own = await ask();
    assert.equal(own.headers.get("access-control-allow-origin"), site.url);
    assert.equal(own.headers.get("cache-control"), "no-store");
  });

  it("is refused in the form that the element reads, whatever is wrong with the request", async () => {
    const refused = async (init: Asking) => {
      const { status, code, answer, headers } = await ask(init);
      assert.equal(typeof answer.error?.message, "string");
      assert.equal(headers.get("cache-control"), "no-store");
      return [status, code];
    };
    assert.deepEqual(await refused({ body: JSON.stringify({ user_id: "x".repeat(9000) }) }), [413, "body-too-large"]);
    assert.deepEqual(await refused({ body: "{" }), [400, "body-invalid"]);
    assert.deepEqual(await refused({ body: "[]" }), [400, "body-invalid"]);
    assert.deepEqual(await refused({ method: "GET" }), [405, "method-not-allowed"]);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/ld+json"]) {
      assert.deepEqual(await refused({ headers: { "Content-Type": type } }), [415, "unsupported-media-type"], type);
    }
  });

  it("gets only the avatars that authors chose", async () => {
    const service = await startSessionService();
    await withSettings({ api_url: service.url }, async () => {
      const chosen = await site.php(
        "echo Live_Avatar_Choice::sign( array( 'avatarId' => 'the-other', 'contextId' => 'cellar' ) );",
      );
      const [text = "", signature = ""] = chosen.split(".");
      const with_ = (choice: string) =>
        ask({
          url: `${endpoint()}&choice=${choice}`,
          body: JSON.stringify({ avatar_id: "mine", language: "de-AT", interaction: "push-to-talk" }),
        });
      assert.equal((await with_(chosen)).status, 200);
      const { headers, body, path } = service.asked[0]!;
      assert.equal(path, "/v1/sessions/token");
      assert.equal(headers["x-api-key"], KEY);
      assert.deepEqual(body, {
        ...{ mode: "FULL", avatar_id: "the-other", avatar_persona: { context_id: "cellar", language: "de" } },
        ...{ interactivity_type: "PUSH_TO_TALK", is_sandbox: false, max_session_duration: 600 },
      });
      const other = Buffer.from(JSON.stringify({ avatar_id: "mine" })).toString("base64url");
      for (const choice of [`${other}.${signature}`, `${text}.${"0".repeat(64)}`, text, "x"]) {
        assert.deepEqual([(await with_(choice)).code], ["unauthorized"], choice);
      }
      assert.equal(service.asked.length, 1);
    });
    await service.stop();
  });

  it("learns nothing from a service that quotes the key, fails, or leads astray", async () => {
    const service = await startSessionService();
    const elsewhere = await startSessionService();
    const boss = await settled();
    await withSettings({ api_url: service.url }, async () => {
      const cases: [SessionService["answer"], number, string][] = [
        [{ status: 401, body: { code: 4001, message: `wrong key ${KEY}` } }, 502, "upstream-auth"],
        [{ status: 429, headers: { "Retry-After": "7" }, body: {} }, 429, "upstream-rate-limited"],
        [{ status: 500, body: "<html>" }, 502, "upstream-unreachable"],
        [{ status: 200, body: "<html>" }, 502, "upstream-invalid"],
        [{ status: 200, body: { code: 1000, data: { session_token: `x${KEY}` } } }, 502, "upstream-invalid"],
        [{ status: 302, headers: { Location: `${elsewhere.url}/` }, body: {} }, 502, "upstream-invalid"],
        [{ body: undefined }, 504, "upstream-timeout"],
        [
          {
            status: 422,
            body: {
              code: 4000,
              data: [
                { message: `<b>Key ${KEY.toUpperCase()} and ${Buffer.from(KEY).toString("base64")} has no credit</b>` },
              ],
            },
          },
          502,
          "upstream-rejected",
        ],
      ];
      for (const [answer, status, code] of cases) {
        service.answer = answer;
        const got = await ask();
        assert.deepEqual([got.status, got.code], [status, code]);
        if (status === 429) assert.equal(got.answer.error?.retry_after, 7);
      }
      assert.deepEqual(elsewhere.asked, []);
      await boss.goto(settingsUrl(site));
      const shown = await boss.$eval(".notice-warning", (notice) => notice.textContent);
      assert.match(
        shown,
        /upstream-rejected: The service refused the session\. Key \[key\] and \[key\]=* has no credit/,
      );
    });
    await service.stop();
    await elsewhere.stop();
  });

  it("who asks twenty times at once is let in as often as the limit says", async () => {
    const service = await startSessionService();
    await withSettings({ api_url: service.url, rate_limit: 3, rate_window: 86_400 }, async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => ask({ headers: { "X-Forwarded-For": `10.0.0.${index}` } })),
      );
      assert.equal(answers.filter(({ status }) => status === 200).length, 3);
      const refused = answers.filter(({ status }) => status === 429);
      assert.equal(refused.length, 17);
      assert.equal(refused[0]!.code, "rate-limited");
      const wait = refused[0]!.answer.error?.retry_after ?? 0;
      assert.ok(wait >= 1 && wait <= 86_400);
      assert.equal(refused[0]!.headers.get("retry-after"), String(wait));
    });
    await service.stop();
  });

  it("is counted in every process of PHP, each once", async () => {
    const count = `$in = 0;
      for ( $times = 0; $times < 100; ++$times ) {
        try { Live_Avatar_Rate_Limit::admit( 150, 86399 ); ++$in; } catch ( Live_Avatar_Failure $no ) { usleep( 100 ); }
      }
      echo $in;`;
    const admitted = await Promise.all(Array.from({ length: 4 }, () => site.php(count)));
    const sum = admitted.reduce((all, one) => all + Number(one), 0);
    assert.equal(sum, 150, admitted.join());
  });

  it("needs an account where the site says so, and a nonce beside the cookie", async () => {
    const { block } = await posts();
    await withSettings({ audience: "members" }, async () => {
      assert.deepEqual([(await ask()).code], ["unauthorized"]);
      assert.deepEqual([(await ask({ url: `${endpoint()}&_wpnonce=0123456789` })).code], ["unauthorized"]);
      const page = await openPage();
      await logIn(page, site, SUBSCRIBER);
      await page.goto(block);
      const address = await page.$eval("live-avatar", (element) => element.getAttribute("token-endpoint") ?? "");
      const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
      assert.equal((await fetchInPage(page, address, post)).status, 200);
      const without = await fetchInPage(page, address.replace(/[?&]_wpnonce=[^&]*/, ""), post);
      assert.equal((JSON.parse(without.text) as Refusal).error?.code, "unauthorized");
    });
  });
});

describe("the plugin's filters", () => {
  before(async () => {
    await settled();
  });

  it("let the site's own code change the tag and the session", async () => {
    const html = await site.php(`
      add_filter( 'live_avatar_attributes', fn( $all ) => array( 'relay-endpoint' => '/r?a=1&b="2"', 'muted' => true, 'x y' => 'no' ) + $all );
      add_filter( 'live_avatar_content', fn() => '<p slot="consent">May we?</p>' );
      echo do_shortcode( '[live_avatar avatar-id="the-other"]' );`);
    assert.match(
      html,
      /^<live-avatar relay-endpoint="\/r\?a=1&amp;b=&quot;2&quot;" muted token-endpoint="[^"]+choice=[^"]+"/,
    );
    assert.match(html, /><p slot="consent">May we\?<\/p><\/live-avatar>$/);
    assert.ok(!html.includes("x y"));
    const service = await startSessionService();
    const answer = await site.php(`
      add_filter( 'live_avatar_session', fn( $session ) => array( 'max_session_duration' => 9999, 'llm_configuration_id' => 'mine' ) + $session );
      add_filter( 'option_live_avatar_settings', fn( $all ) => array( 'api_url' => '${service.url}' ) + $all );
      $request = new WP_REST_Request( 'POST', '/live-avatar/v1/token' );
      $request->set_header( 'Content-Type', 'application/json' );
      $request->set_body( '{}' );
      echo wp_json_encode( rest_do_request( $request )->get_data() );`);
    assert.deepEqual(JSON.parse(answer), { session_token: "a.b.c" });
    assert.equal(service.asked[0]!.body["llm_configuration_id"], "mine");
    assert.equal(service.asked[0]!.body["max_session_duration"], 600, "the site's limit holds");
    await service.stop();
  });
});

describe("the plugin's tables", () => {
  before(async () => {
    await settled();
  });

  it("have the failures of createTokenHandler, with its statuses", async () => {
    const statuses = JSON.parse(await site.php("echo wp_json_encode( Live_Avatar_Failure::STATUSES );")) as object;
    for (const [code, status] of Object.entries(statuses))
      assert.equal(FAILURES[code as keyof typeof FAILURES], status, code);
  });

  it("have every attribute of the element, or it is said why not", async () => {
    interface Row {
      readonly attribute: string;
      readonly kind: string;
      readonly words?: Record<string, string>;
      readonly max?: number | null;
    }
    const table = JSON.parse(await site.php("echo wp_json_encode( Live_Avatar_Attributes::table() );")) as Record<
      string,
      Row
    >;
    const expected = Object.entries(ATTRIBUTES).filter(([name]) => !NOT_FOR_AUTHORS.has(name));
    assert.deepEqual(Object.keys(table).sort(), expected.map(([name]) => name).sort());
    for (const [name, attribute] of expected) {
      const row = table[name]!;
      assert.equal(row.attribute, attribute.attribute);
      assert.equal(row.kind === "url" ? "text" : row.kind, attribute.kind, name);
      if (attribute.kind === "word")
        assert.deepEqual(
          Object.keys(row.words ?? {}),
          attribute.words.map((word) => word ?? ""),
          name,
        );
      if (attribute.kind === "number")
        assert.equal(row.max ?? undefined, "max" in attribute ? attribute.max : undefined, name);
    }
  });
});

describe("the plugin in the end", () => {
  it("makes PHP warn of nothing", async () => {
    await posts();
    assert.deepEqual(
      site
        .log()
        .split("\n")
        .filter((line) => line.includes("live-avatar/")),
      [],
    );
  });

  it("leaves nothing in the database", async () => {
    const page = await settled();
    await ask();
    const count = () =>
      site.php(
        "global $wpdb; echo $wpdb->get_var( \"SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE '%live_avatar%'\" );",
      );
    assert.ok(Number(await count()) >= 3, "there was something");
    await removePlugin(page, site);
    assert.equal(await count(), "0");
  });
});
