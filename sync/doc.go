// Package sync lets devices find each other, prove that they belong to the same group, and give each other what they
// lack: over the local network, over addresses that somebody typed or scanned, and by a file on a stick.
//
// It knows nothing of rules. What comes in goes through the store's gate ([Store].Apply), whoever sent it; what goes out
// is what the store hands out ([Store].Tail). It imports only store/forum, and says in [Store] what it needs of a store.
//
// # Nouns
//
//   - A node ([Node]) is this device on the network.
//   - A peer is another device, named by its libp2p peer id; a neighbour is a peer that has proved to belong to a group of
//     ours. A stranger has not, and learns nothing: see PROTOCOL.md.
//   - A link is what is remembered of how to reach a peer, and when to try again.
//   - A conversation (session) is one stream with one peer. There is never more than one between two devices.
//   - A slot is one group in one conversation.
//   - Heights say how far each chain goes; a digest is their hash; being in step means equal digests.
//   - A ticket is what an invite holds; an ask is the request to be let in; an answer is what became of it.
//   - Linking makes another device the same person's: a code that is out ([LinkOffer]), and one conversation of its own.
//   - A want is a file whose bytes somebody here asks for; the fetcher gets them from neighbours, a chunk at a time.
//   - Presence is where neighbours write in shared texts just now ([Node.SayHere], [Node.WhoIsHere]). It is kept nowhere.
//   - A bundle is a file with the entries of one group, sealed for it.
//
// # What to call first
//
// [Start] a node, then [Node.AddPeer], [Node.Join], [Node.CatchUp]; [Node.Status] and [Node.Watch] tell how it goes.
// [WriteBundle] and [ReadBundle] need no node.
//
// The protocol, byte by byte, and what each kind of onlooker can see, is in PROTOCOL.md.
package sync
