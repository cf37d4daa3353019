/** Where the sources make what an outsider is told, found in their syntax. */
import { ANYTHING, enclosingFunction, type ModuleParts, parentOf, readTexts } from "./texts.ts";

/** A place that makes an error answer. */
export interface ErrorSite {
  /** The file and the source text. */
  readonly place: string;
  /** Undefined for a part of a description. */
  readonly code: RegExp | undefined;
  readonly description: RegExp;
  /** Whether nothing is known of the description. */
  readonly isOpaque: boolean;
}

/** Classes whose first two arguments are a code and a description. */
const ERROR_CLASSES = ["OAuthError", "ResourceProblem"];
/** Members of an object that are a code and a description. */
const CODES = ["error", "code"];
const DESCRIPTIONS = ["description", "error_description"];

interface Found {
  readonly node: Deno.lint.Node;
  readonly code: Deno.lint.Node | undefined;
  readonly description: Deno.lint.Node | undefined;
  readonly isPart?: boolean;
}

/** All such places in a module. */
export function findErrorSites(path: string, source: string): ErrorSite[] {
  const sites: ErrorSite[] = [];
  const rule: Deno.lint.Rule = {
    create(context) {
      const functions = new Map<string, readonly Deno.lint.Parameter[]>();
      const constants = new Map<string, Deno.lint.Expression>();
      const calls: Deno.lint.CallExpression[] = [];
      const found: Found[] = [];
      return {
        FunctionDeclaration: ({ id, params }) => void (id && functions.set(id.name, params)),
        VariableDeclarator({ id, init }) {
          if (id.type === "Identifier" && init !== null) constants.set(id.name, init);
        },
        CallExpression(node) {
          calls.push(node);
          if (node.callee.type === "Super" && extendsError(node)) found.push(fromArguments(node));
        },
        NewExpression(node) {
          if (isName(node.callee, ERROR_CLASSES)) found.push(fromArguments(node));
        },
        ObjectExpression: (node) => void found.push(...fromMembers(node, path)),
        ReturnStatement(node) {
          if (!/^find\w*Fault$/.test(enclosingFunction(node) ?? "")) return;
          found.push({
            node,
            code: undefined,
            description: node.argument ?? undefined,
            isPart: true,
          });
        },
        "Program:exit"() {
          const parts = { functions, calls, constants };
          for (const one of found) {
            const place = `${path}: ${context.sourceCode.getText(one.node)}`;
            sites.push(...toSites(place, one, parts));
          }
        },
      };
    },
  };
  Deno.lint.runPlugin({ name: "sites", rules: { sites: rule } }, path, source);
  return sites;
}

function fromArguments(node: Deno.lint.NewExpression | Deno.lint.CallExpression): Found {
  const [code, description] = node.arguments;
  return { node, code, description };
}

/** Outcomes of an authorization, errors on the wire, faults that become part of a description. */
function fromMembers(node: Deno.lint.ObjectExpression, path: string): Found[] {
  const members = new Map<string, Deno.lint.Node>();
  for (const property of node.properties) {
    if (property.type !== "Property" || property.key.type !== "Identifier") continue;
    members.set(property.key.name, property.value);
  }
  const pick = (names: readonly string[]) => names.map((name) => members.get(name)).find(Boolean);
  const [code, description] = [pick(CODES), pick(DESCRIPTIONS)];
  if (code !== undefined && description !== undefined) return [{ node, code, description }];
  const isAnswer = /^routes\/(http|oauth)\//.test(path) && members.has("error");
  if (isAnswer) return [{ node, code, description }];
  const isOfParameters = path.startsWith("routes/resource/");
  const part = members.get("fault") ?? (isOfParameters ? members.get("error") : undefined);
  return part === undefined ? [] : [{ node, code: undefined, description: part, isPart: true }];
}

function extendsError(call: Deno.lint.Node): boolean {
  for (let outer = parentOf(call); outer !== undefined; outer = parentOf(outer)) {
    if (outer.type !== "ClassDeclaration") continue;
    return outer.superClass !== null && isName(outer.superClass, ERROR_CLASSES);
  }
  return false;
}

function isName(node: Deno.lint.Node, names: readonly string[]): boolean {
  return node.type === "Identifier" && names.includes(node.name);
}

/** A part of a description that comes from elsewhere is found where it is made. */
function toSites(place: string, { code, description, isPart }: Found, parts: ModuleParts) {
  const texts = readTexts(description, parts);
  const told = isPart ? texts.filter((text) => text !== ANYTHING && text !== "undefined") : texts;
  const codes = isPart ? [undefined] : readTexts(code, parts).map((text) => toPattern(text, "all"));
  return codes.flatMap((pattern): ErrorSite[] =>
    told.map((text) => ({
      place,
      code: pattern,
      description: toPattern(text, isPart ? "part" : "all"),
      isOpaque: text === ANYTHING,
    }))
  );
}

function toPattern(text: string, extent: "all" | "part"): RegExp {
  const source = text.split(ANYTHING).map(RegExp.escape).join(".+");
  return new RegExp(extent === "all" ? `^${source}$` : source);
}
