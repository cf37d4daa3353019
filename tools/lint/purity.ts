import { isWithin, toRepositoryPath } from "./paths.ts";

/** Globals that reach the world outside: clock, randomness, network, timers, files, output. */
const IMPURE_GLOBALS = new Set([
  "BroadcastChannel",
  "Deno",
  "EventSource",
  "WebSocket",
  "Worker",
  "caches",
  "console",
  "fetch",
  "globalThis",
  "indexedDB",
  "localStorage",
  "navigator",
  "performance",
  "process",
  "queueMicrotask",
  "sessionStorage",
  "setImmediate",
  "setInterval",
  "setTimeout",
]);

/** Impure members of globals whose other members are pure. */
const IMPURE_MEMBERS = new Set([
  "Date.now",
  "Math.random",
  "Temporal.Now",
  "crypto.getRandomValues",
  "crypto.randomUUID",
  "subtle.generateKey",
]);

const PARTLY_IMPURE = new Set(["Date", "Math", "crypto"]);

/** Keeps `domain` pure: time, randomness and the world outside come in through ports. */
export const purity: Deno.lint.Rule = {
  create(context) {
    if (!isWithin(toRepositoryPath(context.filename), "domain")) return {};
    const refuse = (node: Deno.lint.Node, name: string) =>
      context.report({ node, message: `domain must not use ${name}: take it through a port.` });
    return {
      Identifier(node) {
        if (IMPURE_GLOBALS.has(node.name) && !isLabel(node)) refuse(node, node.name);
      },
      MemberExpression(node) {
        const name = `${readName(node.object)}.${readName(node.property)}`;
        if (IMPURE_MEMBERS.has(name)) refuse(node, name);
      },
      NewExpression(node) {
        if (readName(node.callee) === "Date" && node.arguments.length === 0) {
          refuse(node, "new Date() without an instant");
        }
      },
      CallExpression(node) {
        if (node.callee.type === "Identifier" && node.callee.name === "Date") {
          refuse(node, "Date()");
        }
      },
      VariableDeclarator(node) {
        const isTakenApart = node.id.type === "ObjectPattern" && node.init?.type === "Identifier";
        const name = node.init ? readName(node.init) : "";
        if (isTakenApart && PARTLY_IMPURE.has(name)) refuse(node, `the parts of ${name}`);
      },
    };
  },
};

/** The last name of an expression like `subtle` in `crypto.subtle`, or of a string in brackets. */
function readName(node: Deno.lint.Node): string {
  if (node.type === "Identifier") return node.name;
  if (node.type === "Literal") return String(node.value);
  return node.type === "MemberExpression" ? readName(node.property) : "";
}

/** Whether an identifier only labels a member, and so names no global. */
function isLabel(node: Deno.lint.Identifier): boolean {
  const { parent } = node;
  switch (parent.type) {
    case "MemberExpression":
      return parent.property === node && !parent.computed;
    case "Property":
      return parent.key === node && !parent.computed && !parent.shorthand;
    case "PropertyDefinition":
    case "MethodDefinition":
    case "TSPropertySignature":
    case "TSMethodSignature":
      return parent.key === node && !parent.computed;
    default:
      return false;
  }
}
