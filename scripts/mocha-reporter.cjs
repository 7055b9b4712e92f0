// The spec reporter with one more line, which says in plain words how many tests ran.
const { reporters } = require('mocha');

module.exports = class PlainSummary extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  }
};
