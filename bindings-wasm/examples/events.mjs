import { EventCursor } from "samtykke";

export async function follow(client, config, { load, store, handle }, signal) {
  const begin = (await load()) ?? EventCursor.beginning();
  for await (const { events, cursor } of client.events(config, begin, { signal })) {
    for (const event of events) await handle(event);
    await store(cursor);
  }
}
