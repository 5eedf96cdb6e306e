// What the server says when it refuses: RFC 9457, told to the person as it is.
export const ACCEPT = "text/html, application/problem+json";

/** The sentence of an answer that is no success; empty when it has none. */
export async function detailOf(answer: Response): Promise<string> {
  try {
    return ((await answer.json()) as { detail?: string }).detail ?? "";
  } catch {
    return ""; // a gateway between us and the node answers in its own way
  }
}
