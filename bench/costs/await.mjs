import { AsyncLocalStorage } from 'node:async_hooks';

export const title = '`await` in a program that uses neither, one AsyncLocalStorage, or one variable';

async function loop(count) {
  for (let i = 0; i < count; i++) await undefined;
}

async function nested(count) {
  for (let i = 0; i < count; i++) await (async () => undefined)();
}

export const groups = {};
for (const [name, body] of Object.entries({ 'await undefined': loop, 'call and await an async function': nested })) {
  groups[name] = {
    measure: 'alone',
    contenders: (api) => [
      { name: 'neither', loop: body },
      { name: 'in storage.run', loop: body, context: (inner) => new AsyncLocalStorage().run('current', inner) },
      {
        name: 'in variable.run',
        loop: body,
        async context(inner) {
          const { AsyncContext } = await api();
          return new AsyncContext.Variable().run('current', inner);
        },
      },
    ],
  };
}
