/** What the model may ask each of these pages for. */
export const tools = [
  {
    name: "opening_hours",
    description: "When this shop is open.",
    parameters: { type: "object", properties: {} },
    execute: () => "from nine to five",
  },
];
