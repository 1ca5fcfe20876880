// Structured concurrency: tasks that end together, and of which the first failure stops the others.

/**
 * Starts tasks under one signal; resolves when all have ended.
 * @throws the error of the first task that failed, once the others have stopped.
 */
export async function runTaskGroup(
  signal: AbortSignal,
  start: (signal: AbortSignal) => Promise<readonly Promise<unknown>[]>,
): Promise<void> {
  const stop = new AbortController();
  const errors: unknown[] = [];
  const tasks = await start(AbortSignal.any([signal, stop.signal]));
  await Promise.all(
    tasks.map((task) =>
      task.catch((error: unknown) => {
        errors.push(error);
        stop.abort(error);
      }),
    ),
  );
  if (errors.length > 0) throw errors[0];
}
