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

export const problemResponse = (status: number, error: Problem): Response => Response.json({ error }, { status });
