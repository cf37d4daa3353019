/** Calling the resource API, rightly or not. */
import type {
  Link,
  LinkOptions,
  ResourceApi,
  ResourceApiOptions,
} from "../../support/resource_api.ts";
import { atResources, type ErrorCase } from "./error_case.ts";

/** An account that there is. */
export const HANAKO = { branchCode: "115", accountType: "1", accountNumber: "1100026" } as const;

type Provoke = (api: ResourceApi, link: Link) => Promise<Response | readonly Response[]>;

/** Provokes with a link to an account. */
export function linked(
  provoke: Provoke,
  options: LinkOptions = {},
  apiOptions: ResourceApiOptions = {},
): ErrorCase["provoke"] {
  return atResources(
    async (api) => await provoke(api, await api.link(HANAKO, options)),
    apiOptions,
  );
}

/** The challenges name the scope that is demanded; so here one operation is asked. */
export function withHeaders(
  make: (api: ResourceApi, link: Link) => Promise<Readonly<Record<string, string | undefined>>>,
): ErrorCase["provoke"] {
  return linked(
    async (api, link) => await api.call(link, "/consent", { headers: await make(api, link) }),
  );
}
