package forum

// What only officers should read is in a group of their own, with its own roll and secret: so no other device is ever sent a
// byte of it. The main group's record has a line saying that there is such a part, and an item in the agenda that
// says nothing; the officers' group knows which group and item it belongs to.

// The kinds of record that tie the two groups together.
const (
	KindConfidential Kind = "confidential" // of the main group: there is a confidential part. It says nothing else
	KindPartOf       Kind = "part-of"      // of the officers' group: which group it is the confidential part of
)

// ConfidentialTitle is all that the main group's agenda says of a confidential item.
const ConfidentialTitle = "Confidential item (officers)"

// Confidential is the payload of a confidential record.
type Confidential struct{}

// PartOf is the payload of a part-of record.
type PartOf struct {
	Main ID `cbor:"1,keyasint"` // the main group
}

func (p *PartOf) check() error {
	if p.Main.Zero() {
		return bad("it names no group")
	}
	return nil
}

// rule: whoever may minute writes an agenda; a confidential item is an officer's to add, and cannot say what it is about.
func (i *NewItem) rule(c *check) error {
	if i.Confidential && !c.can(PowerOffice) {
		return refuse("only an officer may put a confidential item on the agenda")
	}
	_, err := c.about("an agenda item", KindMeeting)
	return err
}

// open refuses to write under a confidential item what everybody in the group would read.
func open(item Record) error {
	if b, ok := item.Body.(*NewItem); ok && b.Confidential {
		return refuse("this item is confidential: its words are in the officers' own group")
	}
	return nil
}

// Tied is a confidential part, or what it is a part of, as people see it.
type Tied struct {
	ID     ID
	Main   ID // of the officers' group: the group it is a part of; zero in that group itself
	Author Person
	Made   int64 // claimed, ms
}

// FoldTied makes the view of a confidential or part-of record.
func FoldTied(id ID, records []Record) (t Tied, ok bool) {
	r, ok := made(distinct(records), id)
	if !ok {
		return Tied{}, false
	}
	t = Tied{ID: id, Author: r.Person, Made: r.Time}
	switch b := r.Body.(type) {
	case *Confidential:
	case *PartOf:
		t.Main = b.Main
	default:
		return Tied{}, false
	}
	return t, true
}

// Mismatch tells who should be in the officers' own group and is not, and who is in it and should not be: by the rolls of
// both groups. A person whose devices a new key certifies since they were admitted again is the same person by that key.
func Mismatch(main, own *Roll) (lacking, surplus []Member) {
	same := func(a, b *Member) bool { return a.Person == b.Person || a.Key == b.Key }
	has := func(all []Member, m *Member) bool {
		for i := range all {
			if same(&all[i], m) {
				return true
			}
		}
		return false
	}
	var officers []Member
	for _, m := range main.Active() {
		if m.Role == RoleOfficer {
			officers = append(officers, m)
		}
	}
	inside := own.Active()
	for i := range officers {
		if !has(inside, &officers[i]) {
			lacking = append(lacking, officers[i])
		}
	}
	for i := range inside {
		if !has(officers, &inside[i]) {
			surplus = append(surplus, inside[i])
		}
	}
	return lacking, surplus
}
