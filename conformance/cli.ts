#!/usr/bin/env node
import { openSync, readFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isChild, obeyParent } from './cli/child.ts';
import { createFilter, command, help, parseOptions, type Options } from './cli/options.ts';
import { describeImplementation, type Implementation } from './cli/implementation.ts';
import { firstLine, Misuse } from './cli/misuse.ts';
import { supervise } from './cli/supervisor.ts';
import { detectHost } from './hosts/index.ts';
import { knownLimitations } from './known/index.ts';
import { KnownLimitationsError, parseKnownLimitations, type KnownLimitation } from './known.ts';
import { languageAreas } from './language/index.ts';
import { reporters } from './reporters/index.ts';
import type { CreateReporter, Output } from './reporters/reporter.ts';
import { createReport, type CaseResult } from './result.ts';
import { plan, unknownCasesMessages } from './runner.ts';

if (isChild()) obeyParent();
else await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  // Whoever reads the output may have seen enough, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  try {
    const options = parseOptions(args);
    if (options.action === 'help') process.stdout.write(help);
    else if (options.action === 'version') process.stdout.write(`${version()}\n`);
    else if (options.action === 'list')
      process.stdout.write(
        selectedIds(options)
          .map((id) => `${id}\n`)
          .join(''),
      );
    else process.exitCode = (await run(options)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    process.stderr.write(`${command}: ${error.message}\n`);
    process.exitCode = 2;
  }
}

async function run(options: Options): Promise<boolean> {
  const { reporter: reporterName, timeout } = options;
  const host = detectHost();
  const selected = new Set(selectedIds(options));
  const implementation = describeImplementation(options.impl, version());
  const known = readKnown(options, implementation);
  const reporter = (reporters[reporterName] as CreateReporter)(openOutput(options.output));
  const areas = languageAreas;
  const cases: CaseResult[] = [];
  const start = performance.now();
  const problems = await supervise({
    command: fileURLToPath(import.meta.url),
    implementation,
    known,
    timeout,
    planned: plan(areas, host, known).filter(({ testCase }) => selected.has(testCase.id)),
    onLoaded: () => {
      const areaTitles = new Map(areas.map(({ id, title }) => [id, title]));
      reporter.begin?.({ implementation: implementation.name, platform: host.platform, areaTitles });
    },
    onResult: (result) => {
      cases.push(result);
      reporter.result?.(result);
    },
  });
  const report = createReport({
    implementation: implementation.name,
    platform: host.platform,
    duration: Math.round(performance.now() - start),
    areas,
    cases,
    // Every child finds it too, unless it is lost before its end.
    problems: [...new Set([...unknownCasesMessages(known, areas), ...problems])],
  });
  reporter.end(report);
  return report.ok;
}

function selectedIds({ grep }: Options): string[] {
  const matches = createFilter(grep);
  const ids = languageAreas.flatMap(({ cases }) => cases.map(({ id }) => id)).filter(matches);
  if (ids.length === 0) throw new Misuse(`--grep ${grep} matches no case; see --list for their ids`);
  return ids;
}

function readKnown({ known }: Options, { specifier, own }: Implementation): readonly KnownLimitation[] {
  if (known === 'none') return [];
  if (known === undefined) return specifier === undefined ? knownLimitations[own.backend] : [];
  return known.flatMap((file) => {
    try {
      return parseKnownLimitations(JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      if (error instanceof KnownLimitationsError) {
        throw new Misuse(`--known ${file}: ${error.message}; the format is in conformance/README.md`);
      }
      if (error instanceof SyntaxError)
        throw new Misuse(`--known ${file}: not JSON (${firstLine(error)}); mend the file`);
      throw new Misuse(`--known ${file}: cannot be read (${firstLine(error)}); check the path`);
    }
  });
}

function openOutput(file: string | undefined): Output {
  if (file === undefined) {
    return {
      write: (text) => {
        process.stdout.write(text);
      },
      colors: process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    };
  }
  try {
    const descriptor = openSync(file, 'w');
    return {
      write: (text) => {
        writeSync(descriptor, text);
      },
      colors: false,
    };
  } catch (error) {
    throw new Misuse(`--output ${file}: cannot be written (${firstLine(error)}); check the path`);
  }
}

function version(): string {
  const { version: own } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return own;
}
