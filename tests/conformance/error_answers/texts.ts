/** Which texts an expression of a module can yield, as far as its source tells. */

type Node = Deno.lint.Node;

/** What stands for a part that the source does not tell. */
export const ANYTHING = "\0";

/** The named functions of a module, its calls of them, and its constants. */
export interface ModuleParts {
  readonly functions: ReadonlyMap<string, readonly Deno.lint.Parameter[]>;
  readonly calls: readonly Deno.lint.CallExpression[];
  readonly constants: ReadonlyMap<string, Deno.lint.Expression>;
}

/** The texts that `node` can yield; {@link ANYTHING} where that depends on more than this module. */
export function readTexts(node: Node | undefined, parts: ModuleParts, depth = 0): string[] {
  if (node === undefined || depth > 8) return [ANYTHING];
  const read = (inner: Node | undefined) => readTexts(inner, parts, depth + 1);
  switch (node.type) {
    case "Literal":
      return [String(node.value)];
    case "TemplateLiteral": {
      const [first = "", ...rest] = node.quasis.map(({ cooked }) => cooked);
      return rest.reduce((texts, text, index) => {
        return join(join(texts, read(node.expressions[index])), [text]);
      }, [first]);
    }
    case "BinaryExpression":
      return node.operator === "+" ? join(read(node.left), read(node.right)) : [ANYTHING];
    case "ConditionalExpression":
      return [...read(node.consequent), ...read(node.alternate)];
    case "LogicalExpression":
      return [...read(node.left), ...read(node.right)];
    case "Identifier":
      return readName(node, parts, read);
    default:
      return [ANYTHING];
  }
}

function join(heads: readonly string[], tails: readonly string[]): string[] {
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

/** A parameter yields what the module's own calls pass for it, a constant its value. */
function readName(
  node: Deno.lint.Identifier,
  { functions, calls, constants }: ModuleParts,
  read: (inner: Node | undefined) => string[],
): string[] {
  const owner = enclosingFunction(node);
  const parameters = functions.get(owner ?? "") ?? [];
  const position = parameters.findIndex((parameter) => nameOf(parameter) === node.name);
  if (position < 0) {
    const value = constants.get(node.name);
    return value === undefined ? [ANYTHING] : read(value);
  }
  const parameter = parameters[position];
  const fallback = parameter?.type === "AssignmentPattern" ? parameter.right : undefined;
  const texts = calls.filter(({ callee }) => callee.type === "Identifier" && callee.name === owner)
    .flatMap((call) => read(call.arguments[position] ?? fallback));
  return texts.length === 0 ? [ANYTHING] : texts;
}

function nameOf(parameter: Deno.lint.Parameter): string | undefined {
  const target = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
  return target.type === "Identifier" ? target.name : undefined;
}

/** The name of the function declaration in which a node stands. */
export function enclosingFunction(node: Node): string | undefined {
  for (let outer = parentOf(node); outer !== undefined; outer = parentOf(outer)) {
    if (outer.type === "FunctionDeclaration") return outer.id?.name;
  }
  return undefined;
}

/** What a node stands in. */
export function parentOf(node: Node): Node | undefined {
  const parent = "parent" in node ? node.parent : undefined;
  return parent?.type === "TSParameterProperty" ? undefined : parent ?? undefined;
}
