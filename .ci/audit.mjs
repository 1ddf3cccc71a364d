// Runs the server audits of npm graphql-http against the address given and fails unless every one of them is ok.
import { serverAudits } from "graphql-http";

const [url] = process.argv.slice(2);
const audits = serverAudits({ url, fetchFn: fetch });
let ok = 0;
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status === "ok") {
    ok += 1;
  } else {
    console.log(`${result.status}: ${result.id} ${result.name}: ${result.reason}`);
  }
}
console.log(`${ok} of ${audits.length}`);
// The number is written out, so that a suite that lost its audits does not pass.
process.exit(ok === 61 && audits.length === 61 ? 0 : 1);
