/** A QR code as a picture in the page: no script, no image request. */

const QUIET_ZONE = 4;

/** Draws the modules dark on white, in dark colour schemes too: readers expect it so. */
export function QrCode(
  { modules, label }: { modules: readonly (readonly boolean[])[]; label: string },
) {
  const size = modules.length + 2 * QUIET_ZONE;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={String(size)} height={String(size)} fill="#fff" />
      <path d={toPath(modules)} fill="#000" />
    </svg>
  );
}

function toPath(modules: readonly (readonly boolean[])[]): string {
  return modules.flatMap((row, y) =>
    row.flatMap((isDark, x) => isDark ? [`M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z`] : [])
  ).join("");
}
