/** The style of the API's page; readable in light and dark, wide and narrow. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
section { border-top: 1px solid GrayText; margin-top: 2rem; }
h2 code { font-size: 1.1rem; overflow-wrap: anywhere; }
.table { overflow-x: auto; }
caption { font-weight: bold; padding-top: .6rem; text-align: left; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid GrayText; padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }
code { font: .9rem/1.4 ui-monospace, monospace; }
`;
