import { IsCallable, isObject } from '../../abstract-ops.ts';
import type { Mapping } from '../../mapping.ts';
import { prototypeOf, replaceConstructorBy, replaceMethod, undoAll, type Undo } from '../../platform/patch.ts';
import {
  call,
  getOwnPropertyDescriptor,
  NativeWeakMap,
  weakMapGet,
  weakMapSet,
  type Callable,
} from '../../primordials.ts';
import { currentMapping, runIn } from '../segments.ts';

/** A read that may have to wait for its pull, or a write that may have to wait for its turn. */
interface Request {
  readonly mapping: Mapping;
  readonly chunk: unknown;
  next: Request | undefined;
}

/** What is known of a stream that is made of a source, a sink or a transformer of the program. */
class Flow {
  /** Of the construction of a readable stream, or of the call that ends a writable one. */
  mapping: Mapping | undefined;
  first: Request | undefined;
  last: Request | undefined;
  /** Whether anything asks for requests. */
  isServed = false;
  isReading = false;

  constructor(mapping: Mapping | undefined) {
    this.mapping = mapping;
  }

  request(chunk: unknown): void {
    if (!this.isServed) return;
    const request: Request = { mapping: currentMapping(), chunk, next: undefined };
    if (this.last === undefined) this.first = request;
    else this.last.next = request;
    this.last = request;
  }

  /** Takes a request, and those before it, off the list. */
  serve(request: Request | undefined): Mapping | undefined {
    this.first = request?.next;
    if (this.first === undefined) this.last = undefined;
    return request?.mapping;
  }
}

/** Of streams, of their readers and of their writers. */
const flows = new NativeWeakMap<object, Flow>();
const flowOf = (object: unknown): Flow | undefined => call(weakMapGet, flows, [object]) as Flow | undefined;

/** The mapping of the write that the chunk comes from; of a pipe's, nothing is known. */
function byChunk(flow: Flow, chunk: unknown): Mapping | undefined {
  let request = flow.first;
  while (request !== undefined && request.chunk !== chunk) request = request.next;
  return request && flow.serve(request);
}

/** The mapping of the oldest read that waits, and of the construction for the first pull of all. */
function byRead(flow: Flow): Mapping | undefined {
  if (flow.isReading) {
    // No earlier pull was under way, so nothing else waits.
    flow.serve(flow.last);
    flow.mapping = undefined;
    return undefined;
  }
  const { first, mapping } = flow;
  flow.mapping = undefined;
  return first === undefined ? mapping : flow.serve(first);
}

const byEnd = (flow: Flow): Mapping | undefined => flow.mapping;

/** Which mapping a method runs in, or undefined for the current one. */
const MAPPINGS: Readonly<Record<string, (flow: Flow, chunk: unknown) => Mapping | undefined>> = {
  __proto__: null as never,
  pull: byRead,
  write: byChunk,
  transform: byChunk,
  close: byEnd,
  abort: byEnd,
  flush: byEnd,
};

/**
 * Streams: what a source, a sink or a transformer of the program does late, behind what it did
 * before, it does in the mapping of the read, the write or the closing that asked for it. Calls
 * that the platform makes for pipes and for loops are left as they are.
 */
export function patchStreams(scope: object): Undo {
  const request =
    (isReading: boolean) =>
    (native: Callable) =>
    (object: unknown, args: unknown[]): unknown => {
      const flow = flowOf(object);
      if (flow === undefined) return call(native, object, args);
      flow.request(args[0]);
      flow.isReading = isReading;
      try {
        return call(native, object, args);
      } finally {
        flow.isReading = false;
      }
    };
  const end =
    (native: Callable) =>
    (object: unknown, args: unknown[]): unknown => {
      const flow = flowOf(object);
      if (flow !== undefined) flow.mapping = currentMapping();
      return call(native, object, args);
    };
  const link = (native: Callable) => (stream: unknown, args: unknown[]) => {
    const user = call(native, stream, args);
    const flow = flowOf(stream);
    if (flow !== undefined) call(weakMapSet, flows, [user, flow]);
    return user;
  };
  const writer = prototypeOf(scope, 'WritableStreamDefaultWriter');
  const writable = prototypeOf(scope, 'WritableStream');
  const readable = prototypeOf(scope, 'ReadableStream');
  const transform = prototypeOf(scope, 'TransformStream');
  const getWritable = transform && (getOwnPropertyDescriptor(transform, 'writable')?.get as Callable);
  return undoAll([
    replaceStream(scope, 'ReadableStream', ['autoAllocateChunkSize', 'cancel', 'pull', 'start', 'type']),
    replaceStream(scope, 'WritableStream', ['abort', 'close', 'start', 'type', 'write']),
    replaceStream(
      scope,
      'TransformStream',
      ['cancel', 'flush', 'readableType', 'start', 'transform', 'writableType'],
      getWritable,
    ),
    replaceMethod(readable, 'getReader', link),
    replaceMethod(writable, 'getWriter', link),
    replaceMethod(prototypeOf(scope, 'ReadableStreamDefaultReader'), 'read', request(true)),
    replaceMethod(prototypeOf(scope, 'ReadableStreamBYOBReader'), 'read', request(true)),
    replaceMethod(writer, 'write', request(false)),
    replaceMethod(writer, 'close', end),
    replaceMethod(writer, 'abort', end),
    replaceMethod(writable, 'close', end),
    replaceMethod(writable, 'abort', end),
  ]);
}

/** @param keys what the platform reads of the first argument, in its order */
function replaceStream(scope: object, name: string, keys: readonly string[], getWritable?: Callable): Undo {
  return replaceConstructorBy(scope, name, (build, args) => {
    const methods = args[0];
    if (!isObject(methods)) return build(args);
    const flow = new Flow(name === 'ReadableStream' ? currentMapping() : undefined);
    const shims: Record<string, unknown> = { __proto__: null };
    for (let i = 0; i < keys.length; i++) {
      const shim = shimOf(flow, methods, keys[i] as string);
      if (shim !== undefined) shims[keys[i] as string] = shim;
    }
    args[0] = shims;
    const stream = build(args);
    call(weakMapSet, flows, [getWritable === undefined ? stream : call(getWritable, stream, []), flow]);
    return stream;
  });
}

function shimOf(flow: Flow, methods: object, name: string): unknown {
  const method = (methods as Record<string, unknown>)[name];
  if (!IsCallable(method)) return method;
  const mappingOf = MAPPINGS[name];
  if (mappingOf === byRead || mappingOf === byChunk) flow.isServed = true;
  return (...args: unknown[]): unknown => {
    const mapping = mappingOf?.(flow, args[0]);
    return mapping === undefined ? call(method, methods, args) : runIn(mapping, method, methods, args);
  };
}
