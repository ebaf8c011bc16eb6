// What the site lists already, so that nothing is added twice.

/** Return a function that finds servers with the same address, invite, id or name. */
export async function listed(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const { servers } = await answer.json();
  const by = { slug: new Map(), invite: new Map(), id: new Map(), name: new Map() };
  for (const server of servers) {
    by.slug.set(server.slug, server);
    by.name.set(same(server.name), server);
    if (server.invite_url) by.invite.set(folded(server.invite_url.split("/").pop()), server);
    if (server.discord?.id) by.id.set(server.discord.id, server);
  }
  return {
    slug: (slug) => by.slug.get(slug),
    // Vanity codes ignore case, and no two random ones differ in case alone.
    invite: (code) => by.invite.get(folded(code)),
    id: (id) => by.id.get(id),
    name: (name) => by.name.get(same(name)),
  };
}

function folded(code) {
  return code.toLowerCase();
}

function same(name) {
  return name.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}
