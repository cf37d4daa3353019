/** The style of the API's page, on top of the house's (`/static/house.css`). */
export const DOCS_STYLE = `
nav ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 0; padding: 0; list-style: none; }
nav a { display: inline-flex; align-items: center; min-height: 2.75rem; }
.card > .scroll { margin-block: 1rem; }
section li { margin-block: .375rem; }
section li code { display: inline-block; }
caption { padding: .625rem .75rem; font-weight: bold; text-align: start; }
td { min-width: 9rem; }
td:last-child { min-width: 16rem; }
td code { overflow-wrap: normal; }
dt { margin-top: .75rem; }
@media (max-width: 40rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr, td { display: block; }
  tr { padding: .5rem .75rem; border-bottom: 1px solid var(--line); }
  td, td:last-child { min-width: 0; padding: 0; border: 0; }
  td:nth-child(2) { color: var(--muted); font-size: .9375rem; }
  td code { font-weight: bold; overflow-wrap: anywhere; }
}
`;
