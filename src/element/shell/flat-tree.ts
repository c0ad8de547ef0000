/** The node's parent as it is rendered: through slots and shadow roots. */
export function parentOf(node: Node): Node | null {
  const { assignedSlot } = node as Element;
  if (assignedSlot) return assignedSlot;
  const parent = node.parentNode;
  return parent && "host" in parent ? (parent as ShadowRoot).host : parent;
}
