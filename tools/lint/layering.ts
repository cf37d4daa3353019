import { type Import, isWithin, resolveImport, toRepositoryPath } from "./paths.ts";

/** What the files of one area may import: own areas, and packages (all of them unless listed). */
interface Layer {
  readonly areas: readonly string[];
  readonly packages?: readonly string[];
}

const COMPOSITION = ["main.ts", "serve.ts", "composition"];

const ALL_BUT_TESTS = [
  "domain",
  "adapters",
  "routes",
  "config",
  "config.ts",
  "sandbox",
  "static",
  "tools",
  "deno.json",
  ...COMPOSITION,
];

/** The order of the layers, see ARCHITECTURE.md. Files of no listed area are composition. */
const LAYERS: Readonly<Record<string, Layer>> = {
  domain: { areas: ["domain"], packages: ["jose"] },
  adapters: { areas: ["adapters", "domain"] },
  routes: { areas: ["routes", "domain"], packages: ["hono", "@hono", "zod", "jose"] },
  // The sandbox plays the neighbours: it knows the gateway by its wire protocols only.
  sandbox: { areas: ["sandbox"] },
  // The style sheet has the colours that a theme is judged by.
  config: { areas: ["config", "static"] },
  "config.ts": { areas: ["config"] },
  tools: { areas: ALL_BUT_TESTS.filter((area) => area !== "sandbox") },
  tests: { areas: [...ALL_BUT_TESTS, "tests"] },
};

/** Keeps the layers apart: who may import whom. */
export const layering: Deno.lint.Rule = {
  create(context) {
    const importer = toRepositoryPath(context.filename);
    const [area, layer] = findLayer(importer);
    const judge = (node: Deno.lint.Node, source: Deno.lint.Node | null) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      if (isAllowed(layer, resolveImport(importer, source.value))) return;
      context.report({ node, message: `${area} must not import ${source.value}.` });
    };
    return {
      ImportDeclaration: (node) => judge(node, node.source),
      ExportNamedDeclaration: (node) => judge(node, node.source),
      ExportAllDeclaration: (node) => judge(node, node.source),
      ImportExpression: (node) => judge(node, node.source),
      TSImportType: (node) => judge(node, toLiteral(node.argument)),
    };
  },
};

function findLayer(importer: string): [area: string, layer: Layer] {
  const found = Object.entries(LAYERS).find(([area]) => isWithin(importer, area));
  return found ?? ["The composition", { areas: ALL_BUT_TESTS }];
}

function isAllowed(layer: Layer, imported: Import): boolean {
  if ("path" in imported) return layer.areas.some((area) => isWithin(imported.path, area));
  return layer.packages?.some((name) => isWithin(imported.package, name)) ?? true;
}

function toLiteral(argument: Deno.lint.Node): Deno.lint.Node {
  return argument.type === "TSLiteralType" ? argument.literal : argument;
}
