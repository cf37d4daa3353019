import assert from "node:assert/strict";
import { findDocumentFaults, type Repository } from "../../../tools/documents.ts";

function withFiles(files: Record<string, string>): Repository {
  return { tasks: new Set(["start", "check-docs"]), read: (path) => files[path] };
}

Deno.test("links to files, folders, headings and the web are no faults", () => {
  const repository = withFiles({
    "README.md": `[a](docs/guide.md) [b](docs/guide.md#the-key-store--2) [c](docs) [d](#top)
[e](https://example.com/x) [f](docs/guide.md "title") [g](docs/guide.md#画面)
# Top`,
    "docs": "",
    "docs/guide.md": "[back](../README.md)\n## The `key` store — 2\n## 画面\n",
  });
  assert.deepEqual(findDocumentFaults("README.md", repository), []);
  assert.deepEqual(findDocumentFaults("docs/guide.md", repository), []);
});

Deno.test("a link to no file or to no heading is a fault", () => {
  const repository = withFiles({
    "docs/a.md": "[x](gone.md) ![y](../gone.png) [z](b.md#gone) [w](#gone)",
    "docs/b.md": "# Here\n```sh\n# gone\n```\n",
  });
  assert.deepEqual(findDocumentFaults("docs/a.md", repository), [
    "docs/a.md: the link gone.md leads nowhere",
    "docs/a.md: the link ../gone.png leads nowhere",
    "docs/a.md: the link b.md#gone leads nowhere",
    "docs/a.md: the link #gone leads nowhere",
  ]);
});

Deno.test("what looks like a link inside code is none", () => {
  const repository = withFiles({ "a.md": "`[x](gone)`\n```ts\nf[0](gone)\n```\n" });
  assert.deepEqual(findDocumentFaults("a.md", repository), []);
});

Deno.test("a task that is named and does not exist is a fault, in code as in prose", () => {
  const repository = withFiles({
    "a.md": "`deno task start`\n```sh\nnpx --yes deno@2.9.6 task check-docs\ndeno task gone x\n```",
  });
  assert.deepEqual(findDocumentFaults("a.md", repository), ["a.md: there is no task gone"]);
});
