package sync

import (
	"encoding/binary"

	"moot/store/forum"
)

// packer gathers entries into the bodies of entries frames of about batchSize bytes. The signature that covers an entry
// may be in a later frame.
type packer struct {
	slot  uint16
	send  func(body []byte) error
	plain []byte
	n     int // entries in plain
}

// add puts entries in, sending frames as they fill.
func (p *packer) add(entries []forum.Entry) error {
	for i := range entries {
		before := len(p.plain)
		b := appendEntry(p.plain, &entries[i])
		if before > 0 && len(b) > batchSize {
			p.plain = b[:before]
			if err := p.flush(); err != nil {
				return err
			}
			b = appendEntry(p.plain, &entries[i])
		}
		p.plain = b
		p.n++
	}
	return nil
}

// flush sends what has been gathered, if anything.
func (p *packer) flush() error {
	if p.n == 0 {
		return nil
	}
	body, err := pack(binary.BigEndian.AppendUint16(make([]byte, 0, len(p.plain)+16), p.slot), p.plain)
	if err != nil {
		return err
	}
	p.plain, p.n = p.plain[:0], 0
	return p.send(body)
}
