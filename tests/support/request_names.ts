/** What a request to the gateway is about, as budgets and benchmarks call it. */

const BY_PATH: Readonly<Record<string, string>> = {
  "/par": "push a request",
  "/authorize": "open the interaction",
  "/userinfo": "read userinfo",
  "/consent": "read the consent",
  "/accounts": "read the accounts",
};

/** The name of a request; `body`: the form that it carries. */
export function nameRequest({ method, url }: Request, body: string): string {
  const { pathname } = new URL(url);
  const form = new URLSearchParams(body);
  const [, area, , screen] = pathname.split("/");
  if (area === "interaction") return `${method === "GET" ? "draw" : "submit"} ${screen}`;
  if (pathname === "/token") {
    return form.get("grant_type") === "refresh_token" ? "refresh" : "exchange a code";
  }
  if (pathname === "/revoke" || pathname === "/introspect") {
    return `${pathname.slice(1)} ${
      form.get("token")?.includes(".") ? "an access token" : "a refresh token"
    }`;
  }
  return BY_PATH[pathname] ?? `read ${pathname.split("/").at(-1)}`;
}
