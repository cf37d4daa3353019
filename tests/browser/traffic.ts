/** What a page costs over the wire, and whom it asks. */
import type { CDPSession, Page } from "playwright-core";

/** Watches what is loaded for the page that is shown, as if it were the first one. */
export class Traffic {
  #bytes = 0;
  #hosts = new Set<string>();

  private constructor(private readonly session: CDPSession) {}

  /** Starts watching; the page is loaded again, without cache. */
  static async watch(page: Page): Promise<Traffic> {
    const session = await page.context().newCDPSession(page);
    const traffic = new Traffic(session);
    await traffic.#listen();
    await page.reload();
    return traffic;
  }

  /** Since the document was asked for: bytes with their header fields, and all hosts. */
  read(): { readonly bytes: number; readonly hosts: readonly string[] } {
    return { bytes: this.#bytes, hosts: [...this.#hosts] };
  }

  async #listen(): Promise<void> {
    this.session.on("Network.requestWillBeSent", ({ type, redirectResponse, request }) => {
      if (type === "Document" && redirectResponse === undefined) {
        this.#bytes = 0;
        this.#hosts.clear();
      }
      this.#bytes += redirectResponse?.encodedDataLength ?? 0;
      this.#hosts.add(new URL(request.url).host);
    });
    this.session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      this.#bytes += encodedDataLength;
    });
    await this.session.send("Network.enable");
    await this.session.send("Network.setCacheDisabled", { cacheDisabled: true });
  }
}
