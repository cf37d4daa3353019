/** Turns a page into an answer. */
import type { Context } from "hono";
import type { HtmlEscapedString } from "hono/utils/html";

type Status = 200 | 400 | 404 | 502;

/** Answers with a page. */
export async function render(
  context: Context,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: Status = 200,
): Promise<Response> {
  return context.html(`<!DOCTYPE html>${await page}`, status);
}
