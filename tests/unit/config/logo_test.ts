import assert from "node:assert/strict";
import { checkLogo, logoSource } from "../../../config/logo.ts";

const NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"';

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function svg(content: string, attributes = ""): Uint8Array<ArrayBuffer> {
  return bytesOf(`<svg ${NAMESPACE} viewBox="0 0 9 9"${attributes}>${content}</svg>`);
}

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0);

const ACCEPTED: readonly Uint8Array<ArrayBuffer>[] = [
  svg('<path d="M0 0h9v9z" fill="#0b5c8a"/>'),
  svg('<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><rect fill="url( \'#g\')"/>'),
  svg(
    '<g id="a"/><use href="#a"/><use xlink:href = "#a"/>',
    ' xmlns:xlink="http://www.w3.org/1999/xlink"',
  ),
  svg("<title>on = off</title><style>.a { fill: red }</style>"),
  bytesOf(`<?xml version="1.0"?>\n<!-- made by hand -->\n<svg ${NAMESPACE}><path/></svg>\n`),
];
for (const [index, bytes] of ACCEPTED.entries()) {
  Deno.test(`an SVG that carries all it needs is accepted, no. ${index + 1}`, () => {
    assert.equal(checkLogo(bytes).type, "image/svg+xml");
  });
}

Deno.test("a PNG is accepted, as a file's content or in the setting itself", () => {
  assert.equal(checkLogo(PNG).type, "image/png");
  const source = logoSource(`data:image/png;base64,${PNG.toBase64()}`);
  assert.deepEqual(source, { type: "image/png", bytes: PNG });
  assert.deepEqual(logoSource("./logo.svg"), { file: "./logo.svg" });
});

const REFUSED: readonly [string, Uint8Array<ArrayBuffer>, RegExp][] = [
  ["a script", svg("<script>1</script>"), /active element/],
  ["a script by prefix", svg('<s:script xmlns:s="http://www.w3.org/2000/svg"/>'), /active element/],
  ["HTML inside", svg("<foreignObject/>"), /active element/],
  ["an animated link", svg('<a href="#x"><animate attributeName="href"/></a>'), /active element/],
  ["an event handler", svg("<path/>", ' onload="x()"'), /event handler/],
  ["an event handler without blank", svg('<path d=""onclick="x()"/>'), /event handler/],
  ["an entity", bytesOf(`<!DOCTYPE svg><svg ${NAMESPACE}></svg>`), /must be an SVG/],
  ["a document type inside", svg("<!DOCTYPE x>"), /document type/],
  ["a picture from elsewhere", svg('<image href="https://a.example/a.png"/>'), /outside/],
  ["a hidden address", svg('<image xlink:href="&#104;ttps://a.example"/>'), /outside/],
  ["a script's address", svg('<a href="javascript:x()"/>'), /outside/],
  ["a fill from elsewhere", svg('<path fill="url(https://a.example#b)"/>'), /outside/],
  ["an imported style", svg('<style>@import "https://a.example"</style>'), /outside/],
  ["no picture", bytesOf("<html></html>"), /must be an SVG or PNG/],
  ["something behind the SVG", bytesOf(`<svg ${NAMESPACE}></svg><p>`), /must be an SVG or PNG/],
  ["nothing", bytesOf(""), /must be an SVG or PNG/],
  ["too much", svg(`<path d="${"M0 0".repeat(3000)}"/>`), /larger than 10240 bytes/],
];
for (const [what, bytes, fault] of REFUSED) {
  Deno.test(`a logo that is or has ${what} is refused`, () => {
    assert.throws(() => checkLogo(bytes), fault);
  });
}

for (
  const text of ["data:text/html;base64,PGI+", "data:image/png,abc", "data:image/png;base64,*"]
) {
  Deno.test(`${text} is refused as a logo`, () => {
    assert.throws(() => logoSource(text), /must be/);
  });
}
