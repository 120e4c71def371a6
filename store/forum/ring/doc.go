// Package ring is linkable ring signatures over members' own keys: a signature shows that one of a list of people made
// it, and not which; two by the same person under the same scope show the same tag. Secret ballots rest on it.
//
// The nouns: a [Ring] is the list of keys, sorted; a scope is what signatures are linked within, one vote; a [Tag] is
// what links them. Call [New] first, then [Ring.Sign] and [Ring.Verify].
//
// The scheme is Liu, Wei and Wong's (eprint.iacr.org/2004/027) as go.dedis.ch/kyber/v4/sign/anon has it, on
// edwards25519. That package leaves three things to its caller, which are done here: every encoding must be the one
// canonical one, every key and tag must lie in the subgroup of prime order (a tag with a part of small order added
// would be another tag of the same key: a second vote), and the ring itself must be bound into what is signed.
//
// The package is pure: chance comes in as bytes.
package ring
