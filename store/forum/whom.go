package forum

// Whom is a member of the group, or anybody else by name. The zero value is nobody.
type Whom struct {
	Person Person `cbor:"1,keyasint,omitzero"`
	Name   string `cbor:"2,keyasint,omitempty"` // used when Person is zero
}

// Zero says whether it is nobody.
func (w Whom) Zero() bool { return w == Whom{} }

func (w Whom) check() error {
	if !w.Person.Zero() && w.Name != "" {
		return bad("it must name one person, by key or by name")
	}
	return optional("a name", w.Name, MaxName)
}

// member refuses somebody named by key who was never in the group: nobody could say who that is.
func (c *check) member(w Whom) error {
	if _, ok := c.at.Find(w.Person); !ok && !w.Person.Zero() {
		return forged("it names somebody who is not in the group")
	}
	return nil
}

// after checks the list of what a record replaces.
func after(ids []ID) error {
	if len(ids) > MaxIDs {
		return bad("it replaces %d records; the most is %d", len(ids), MaxIDs)
	}
	return nil
}

// madeAs finds the record that made a thing, with its payload of type T.
func madeAs[T any](rs []Record, id ID) (r Record, body *T, ok bool) {
	if r, ok = made(rs, id); ok {
		body, ok = r.Body.(*T)
	}
	return r, body, ok
}

// ruled is a payload with a rule of its own, beside those that hold for every author.
type ruled interface{ rule(c *check) error }
