/** Failures in the shape in which OpenAI's API has them. */
export interface Problem {
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
}

export const invalid = (message: string, param: string | null = null, code: string | null = null): Problem => ({
  message,
  type: "invalid_request_error",
  code,
  param,
});

const LONGEST_QUOTE = 100;

/** What somebody sent, in our own answer: no more of it than shows what it was. */
export const quote = (value: unknown): string =>
  ((JSON.stringify(value) as string | undefined) ?? "undefined").slice(0, LONGEST_QUOTE);

export const problemResponse = (status: number, error: Problem): Response => Response.json({ error }, { status });
