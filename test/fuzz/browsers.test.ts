import { expect } from 'chai';
import { inEachBrowser } from '../support/browsers/each.ts';
import { fuzzInBrowser } from './bundle.ts';

inEachBrowser('the fuzzer', (browser) => {
  it('finds nothing wrong with the web backend in ten seconds', async function () {
    this.timeout(180_000);
    const server = await browser.startServer();
    const report = await fuzzInBrowser(browser, server, { time: 10_000 }, 150_000);
    console.log(`      ${report.total} checks in ${report.programs} programs from seed ${report.seed}`);
    expect(report.misses.join('\n')).to.equal('');
    expect(report.total).to.be.greaterThan(2_000);
    expect(report.beyond.checks).to.be.greaterThan(2_000);
  });
});
