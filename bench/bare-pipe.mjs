// @ts-check
/**
 * What intake is held against: the same way, Fastify, one stream message per request, one COPY, one ClickHouse insert, with nothing of this system in it.
 * Run as `bare-pipe.mjs door` and `bare-pipe.mjs writer`, two processes; the settings are in the environment.
 */
const role = process.argv[2];
// Only one of them is loaded: the door needs no databases.
if (role === 'door') await (await import('./bare/door.mjs')).openDoor();
else if (role === 'writer') await (await import('./bare/writer.mjs')).startWriter();
else throw new Error('Say which: door or writer');

process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
