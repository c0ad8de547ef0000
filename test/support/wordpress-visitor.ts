/** What a visitor's browser, and a program that says it is one, do with a WordPress site that has the plugin. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type axeCore from "axe-core";
import type { Page } from "puppeteer-core";

/** Of the page that axe was loaded into. */
declare const axe: typeof axeCore;

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/**
 * A plugin that sets the strict policy of a site whose own theme needs inline styles, and nothing else of what strict policies forbid.
 * @param connect what else pages may ask
 * @param strict what the site does so that its pages keep to the policy
 */
export const policyOf = (connect: string, strict: string): string => {
  const enforced = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self' blob:",
    `connect-src 'self' ${connect}`,
    "require-trusted-types-for 'script'",
    "trusted-types lit-html 'allow-duplicates'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
  // For visitors only: WordPress's own administration has inline scripts.
  return `<?php
    ${strict}
    add_action( 'wp_head', function () { echo '<link rel="icon" href="data:,">'; } );
    add_action( 'template_redirect', function () {
      if ( is_user_logged_in() ) return;
      header( "Content-Security-Policy: ${enforced}" );
      header( "Content-Security-Policy-Report-Only: style-src 'self'" );
    } );`;
};

/** For a visitor's page: writes down what its policies forbid. */
export const WATCH_POLICIES = `globalThis.forbidden = [];
  addEventListener("securitypolicyviolation", (event) => {
    const { disposition, effectiveDirective, blockedURI, sourceFile } = event;
    const place = sourceFile === location.href ? "page" : sourceFile;
    const [element] = event.composedPath();
    const tag = element instanceof Element ? element.cloneNode().outerHTML : "";
    globalThis.forbidden.push([disposition, effectiveDirective, blockedURI, place, tag].join(" "));
  }, true);`;

/** In a page that has axe: what it finds below `root`. */
const violationsOfAxe = async (root: string): Promise<string[]> => {
  const { violations } = await axe.run(root, { rules: { region: { enabled: false } } });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
};

/** What axe finds below `root`. It writes markup: the page must be free to. */
export async function axeFinds(page: Page, root: string): Promise<string[]> {
  await page.evaluate(await readFile(AXE, "utf8"));
  return page.evaluate(violationsOfAxe, root);
}

/** Fetches inside a page, with its cookies. */
export const fetchInPage = (page: Page, url: string, init: RequestInit = {}) =>
  page.evaluate(
    async (address, options) => {
      const response = await fetch(address, options);
      return { status: response.status, text: await response.text() };
    },
    url,
    init,
  );

export interface Refusal {
  readonly error?: { readonly code: string; readonly message: string; readonly retry_after?: number };
}

export interface Asking {
  readonly method?: string;
  readonly url?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the token endpoint as a page of the site does, unless the headers say otherwise. No answer may have the key in it. */
export async function askForToken(siteUrl: string, key: string, asking: Asking = {}) {
  const { method = "POST", url = endpointOf(siteUrl), body, headers = {} } = asking;
  const response = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", Origin: siteUrl, ...headers },
    ...(method === "POST" && { body: body ?? "{}" }),
  });
  const text = await response.text();
  assert.ok(!text.includes(key), "the key is in no answer");
  const answer = JSON.parse(text) as Refusal & { readonly session_token?: string };
  return { status: response.status, code: answer.error?.code, answer, headers: response.headers };
}

export const endpointOf = (siteUrl: string) => `${siteUrl}/?rest_route=/live-avatar/v1/token`;
