import { createReadStream, createWriteStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";
import project from "../../deno.json" with { type: "json" };

/** An unpacked Chromium: its program, and the environment in which it finds libraries and fonts. */
export interface Chromium {
  readonly executablePath: string;
  readonly env: Record<string, string>;
}

// The package's type declarations are missing.
const extractTar: (directory: string) => NodeJS.WritableStream = extract;

const CACHE = new URL("../../.cache/", import.meta.url);
const PACKAGES = {
  chromium: project.imports["@sparticuz/chromium"],
  fonts: project.imports["@expo-google-fonts/biz-udpgothic"],
};

/**
 * Unpacks the browser, its libraries and a Japanese font from npm packages into `.cache/`, unless
 * they are there. Nothing else on the machine is used, so every machine draws the same pages.
 */
export async function unpackChromium(): Promise<Chromium> {
  const version = PACKAGES.chromium.slice(PACKAGES.chromium.lastIndexOf("@") + 1);
  const directory = fileURLToPath(new URL(`chromium-${version}`, CACHE));
  if (!await exists(directory)) await unpackInto(directory);
  return {
    executablePath: `${directory}/chromium`,
    env: {
      LD_LIBRARY_PATH: `${directory}/lib`,
      FONTCONFIG_FILE: `${directory}/fonts.conf`,
      HOME: fileURLToPath(CACHE),
      PATH: "/usr/bin:/bin",
      TZ: "Asia/Tokyo",
    },
  };
}

/** Nobody imports the packages, so nothing else downloads them. */
async function download(): Promise<void> {
  const args = ["cache", "--quiet", ...Object.values(PACKAGES)];
  const { success } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).spawn()
    .status;
  if (!success) throw new Error("the packages of the browser could not be downloaded");
}

/** The folder appears whole or not at all, also when two processes unpack at the same time. */
async function unpackInto(directory: string): Promise<void> {
  await download();
  await Deno.mkdir(CACHE, { recursive: true });
  const partial = await Deno.makeTempDir({ dir: fileURLToPath(CACHE), prefix: "partial-" });
  try {
    const program = createWriteStream(`${partial}/chromium`, { mode: 0o755 });
    await Promise.all([
      pipeline(readPacked("chromium.br"), createBrotliDecompress(), program),
      pipeline(readPacked("al2023.tar.br"), createBrotliDecompress(), extractTar(partial)),
    ]);
    await copyFonts(`${partial}/japanese`);
    await Deno.writeTextFile(`${partial}/fonts.conf`, fontConfiguration(`${directory}/japanese`));
    await Deno.rename(partial, directory);
  } catch (error) {
    await Deno.remove(partial, { recursive: true });
    if (!await exists(directory)) throw error;
  }
}

function readPacked(name: string): NodeJS.ReadableStream {
  return createReadStream(new URL(`../bin/${name}`, import.meta.resolve("@sparticuz/chromium")));
}

async function copyFonts(directory: string): Promise<void> {
  const source = new URL("./", import.meta.resolve("@expo-google-fonts/biz-udpgothic"));
  await Deno.mkdir(directory);
  for (const weight of ["400Regular", "700Bold"]) {
    const name = `BIZUDPGothic_${weight}.ttf`;
    await Deno.copyFile(new URL(`${weight}/${name}`, source), `${directory}/${name}`);
  }
}

function fontConfiguration(fonts: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>${fonts}</dir>
<cachedir>${fileURLToPath(CACHE)}fonts</cachedir>
</fontconfig>`;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
