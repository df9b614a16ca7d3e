/** `node dist/try.js http://127.0.0.1:8080` does what an app does, once, and prints it. */

import { ShopClient, type Session } from "./shop-client.js";

declare const process: { argv: string[] };

let kept: Session | null = null;
const shop = new ShopClient(process.argv[2] ?? "http://127.0.0.1:8080", {
  load: () => kept,
  save: (session) => {
    kept = session;
  },
});

const found = await shop.search("kettle or headphones, black", 3);
const first = found.hits[0];
if (first === undefined) throw new Error("the shop is empty: upload a products file first");
const { product_id } = first.product;
console.log(`search: ${found.hits.length} hits, the first is ${product_id}`);

const receipt = await shop.report([
  {
    event_id: crypto.randomUUID(),
    event_name: "view_item",
    product_id,
    ranking_id: found.ranking_id,
  },
]);
console.log(`events: ${receipt.accepted} accepted`);

const recommended = await shop.recommendations(3);
console.log(`recommendations: ${recommended.strategy}, ${recommended.hits[0]?.reason?.type}`);

const answer = await shop.ask("续航多久？", "HP-001");
console.log(`answer: ${answer.abstained ? "the data does not say" : answer.text}`);

const conversation = await shop.begin("想买个露营帐篷");
const turn = await shop.say(conversation.conversation_id, "1000元以下的");
console.log(`conversation: ${turn.cards.length} cards, revision ${turn.revision}`);
