// Assertions that every runtime can run.

export function same(actual, wanted, what = "value") {
  const [one, other] = [actual, wanted].map((value) => JSON.stringify(value));
  if (one !== other) throw new Error(`${what}: ${one} is not ${other}`);
}

export function holds(condition, what) {
  if (!condition) throw new Error(what);
}

/** Makes sure that `work` fails with an error that has these members, and answers it. */
export async function fails(work, members) {
  let error;
  try {
    await (typeof work === "function" ? work() : work);
  } catch (thrown) {
    error = thrown;
  }
  if (error === undefined) throw new Error(`nothing failed; wanted ${JSON.stringify(members)}`);
  for (const [name, wanted] of Object.entries(members)) {
    const actual = error[name];
    const isRight = wanted instanceof RegExp ? wanted.test(actual) : actual === wanted;
    if (!isRight) throw new Error(`${name} is ${JSON.stringify(actual)}, not ${wanted}: ${error.stack ?? error}`);
  }
  return error;
}
