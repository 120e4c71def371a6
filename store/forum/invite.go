package forum

// Ticket is what an invite's text holds: enough to find the group, prove knowledge of it, and ask to be let in.
type Ticket struct {
	Group   ID       `cbor:"1,keyasint"`
	Secret  []byte   `cbor:"2,keyasint"`           // the group's secret
	Invite  ID       `cbor:"3,keyasint"`           // the invite act
	Seed    []byte   `cbor:"4,keyasint"`           // 16 bytes the invite's Ed25519 key is derived from
	Name    string   `cbor:"5,keyasint"`           // of the group, so that the joiner knows what they join
	Addrs   []string `cbor:"6,keyasint,omitempty"` // multiaddrs of the inviter, with peer id
	Expires int64    `cbor:"7,keyasint"`           // ms
}
