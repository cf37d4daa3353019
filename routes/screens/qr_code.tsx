/** A QR code as a picture in the page: no script, no image request. */

const QUIET_ZONE = 4;

type Modules = readonly (readonly boolean[])[];

interface Code {
  readonly modules: Modules;
  readonly label: string;
  /** Of the drawing; a class of what shows it. */
  readonly id: string;
}

/** Draws the modules dark on white, in dark colour schemes too: readers expect it so. */
export function QrCode({ modules, label, id }: Code) {
  const size = String(sizeOf(modules));
  return (
    <svg class={`qr ${id}`} viewBox={viewBox(modules)} role="img" aria-label={label}>
      <symbol id={id} viewBox={viewBox(modules)} shape-rendering="crispEdges">
        <rect width={size} height={size} fill="#fff" />
        <path d={toPath(modules)} fill="#000" />
      </symbol>
      <use href={`#${id}`} />
    </svg>
  );
}

/** Shows a code that is drawn elsewhere in the page. */
export function QrCodeAgain({ modules, label, id }: Code) {
  return (
    <svg class={`qr ${id}`} viewBox={viewBox(modules)} role="img" aria-label={label}>
      <use href={`#${id}`} />
    </svg>
  );
}

function viewBox(modules: Modules): string {
  return `0 0 ${sizeOf(modules)} ${sizeOf(modules)}`;
}

function sizeOf(modules: Modules): number {
  return modules.length + 2 * QUIET_ZONE;
}

function toPath(modules: Modules): string {
  return modules.flatMap((row, y) =>
    row.flatMap((isDark, x) => isDark ? [`M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z`] : [])
  ).join("");
}
