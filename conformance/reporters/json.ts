import type { CreateReporter } from './reporter.ts';

/** The whole report as one JSON document; its shape is SuiteReport. */
export const createJsonReporter: CreateReporter = ({ write }) => ({
  end(report) {
    write(`${JSON.stringify(report, null, 2)}\n`);
  },
});
