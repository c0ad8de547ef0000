/** The honest requests of the load. */

export const ORIGIN = "https://www.example.com";

export interface Ask {
  readonly path: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const TOKEN: Ask = { path: "/token", body: "{}" };

export const ANSWER: Ask = {
  path: "/model/chat/completions",
  body: JSON.stringify({
    model: "m",
    stream: true,
    messages: [{ role: "user", content: "What is the weather like?" }],
  }),
};
