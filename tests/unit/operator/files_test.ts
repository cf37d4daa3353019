import assert from "node:assert/strict";
import { createFiles } from "../../../tools/operator/files.ts";
import { makeTempDir } from "../../support/temp_dir.ts";

Deno.test("a file is read line by line, of whatever length and with or without a last line's end", async () => {
  await using directory = await makeTempDir();
  const path = `${directory.path}/log.jsonl`;
  const files = createFiles();
  const lines = Array.from({ length: 3000 }, (_, index) => `${index} 口座連携のお知らせ`);
  for (const end of ["", "\n"]) {
    await Deno.writeTextFile(path, lines.join("\n") + end);
    assert.deepEqual(await Array.fromAsync(files.lines(path)), lines);
  }
  assert.equal(await files.read(path), `${lines.join("\n")}\n`);
});

Deno.test("reading can end early, and a line without end is refused", async () => {
  await using directory = await makeTempDir();
  const path = `${directory.path}/log.jsonl`;
  await Deno.writeTextFile(path, "first\n".repeat(100_000));
  for await (const line of createFiles().lines(path)) {
    assert.equal(line, "first");
    break;
  }
  await Deno.writeTextFile(path, "x".repeat(1_200_000));
  await assert.rejects(Array.fromAsync(createFiles().lines(path)), /too long/);
});
