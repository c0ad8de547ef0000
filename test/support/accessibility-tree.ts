/** What Chromium tells a screen reader of a page: its accessibility tree. */
import type { CDPSession, Page } from "puppeteer-core";

export interface TreeNode {
  readonly role: string;
  readonly name: string;
  readonly description: string;
  readonly isFocusable: boolean;
  readonly isFocused: boolean;
  /** The texts below it, in their order. */
  readonly text: string;
}

type Wire = Awaited<ReturnType<typeof fullTree>>[number];

const fullTree = async (client: CDPSession) => (await client.send("Accessibility.getFullAXTree")).nodes;

const textOf = (value: { readonly value?: unknown } | undefined): string =>
  typeof value?.value === "string" ? value.value : "";

/** The nodes of the page that a screen reader meets, in their order. */
export async function accessibilityTree(page: Page): Promise<readonly TreeNode[]> {
  const client = await page.createCDPSession();
  const nodes = await fullTree(client);
  await client.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const words = (node: Wire): string =>
    textOf(node.role) === "StaticText"
      ? textOf(node.name)
      : (node.childIds ?? [])
          .map((id) => byId.get(id))
          .map((child) => (child ? words(child) : ""))
          .filter((text) => text !== "")
          .join(" ");
  const has = (node: Wire, property: string): boolean =>
    node.properties?.some(({ name, value }) => name === property && value.value === true) ?? false;
  return nodes
    .filter(({ ignored }) => !ignored)
    .map((node) => ({
      role: textOf(node.role),
      name: textOf(node.name),
      description: textOf(node.description),
      isFocusable: has(node, "focusable"),
      isFocused: has(node, "focused"),
      text: words(node),
    }));
}
