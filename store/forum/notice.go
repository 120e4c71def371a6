package forum

// A notice is what a member tells the others: something offered, something needed, or news.

// The kinds of record about notices.
const (
	KindNotice    Kind = "notice"     // posts a notice
	KindNoticeEnd Kind = "notice-end" // withdraws Subject, a notice, for good
)

// NoticeSorts are the sorts of notice.
var NoticeSorts = []string{"offer", "need", "news"}

// NewNotice is the payload of a notice record. Whoever may discuss may post.
type NewNotice struct {
	Sort  string `cbor:"1,keyasint"`
	Title string `cbor:"2,keyasint"`
	Body  string `cbor:"3,keyasint,omitempty"` // Markdown, at most 20,000 bytes
	Until int64  `cbor:"4,keyasint,omitempty"` // the last moment it holds, milliseconds since 1970 UTC; 0: until it is withdrawn
	// Share lets officers show exactly this to neighbouring groups, as a card: then Body has at most [MaxCardText] bytes.
	Share   bool   `cbor:"5,keyasint,omitempty"`
	Contact string `cbor:"6,keyasint,omitempty"` // of what is shared: how to answer, in a line
	Reply   ID     `cbor:"7,keyasint,omitzero"`  // of what is shared: the neighbour's card it answers, by [CardHash]
}

// EndNotice is the payload of a notice-end record. Whoever posted it, or an officer, withdraws a notice; there is no
// way back but posting it again.
type EndNotice struct {
	Why string `cbor:"1,keyasint,omitempty"`
}

func (n *NewNotice) check() error {
	most := MaxText
	if n.Share {
		most = MaxCardText
	} else if n.Contact != "" || !n.Reply.Zero() {
		return bad("only a notice for neighbouring groups has a contact, or answers a card")
	}
	return first(
		optional("a contact", n.Contact, MaxTitle),
		known("sort of notice", n.Sort, NoticeSorts...),
		line("a title", n.Title, MaxTitle),
		text("a notice", n.Body, 0, most),
		within("a day", n.Until, 0, MaxTime),
	)
}

func (n *EndNotice) check() error { return text("a reason", n.Why, 0, MaxReason) }

func (n *EndNotice) rule(c *check) error {
	thing, err := c.about("the withdrawal of a notice", KindNotice)
	if err != nil {
		return err
	}
	return c.mine(thing, "withdraw it")
}

// Notice is one notice as people see it.
type Notice struct {
	ID        ID
	Sort      string
	Title     string
	Body      string
	Until     int64 // ms; 0 when no end is set
	Author    Person
	Made      int64 // claimed, ms
	Withdrawn bool
	Why       string // it was withdrawn
	By        Person // who withdrew it
	Comments  []Comment

	Share   bool      `cbor:",omitempty"` // neighbouring groups may see it
	Contact string    `cbor:",omitempty"`
	Reply   ID        `cbor:",omitzero"`
	Cards   []OutCard `cbor:",omitempty"` // for neighbouring groups, and their withdrawals, by time made
}

// Standing says whether it still holds at a time (milliseconds since 1970 UTC).
func (n *Notice) Standing(now int64) bool { return !n.Withdrawn && (n.Until == 0 || now <= n.Until) }

// FoldNotice makes the view of a notice from records that stand, in any order and with any repeats. Others among them are
// passed over. ok is false when the notice's own record is not among them.
func FoldNotice(id ID, records []Record) (n Notice, ok bool) {
	rs := distinct(records)
	r, b, ok := madeAs[NewNotice](rs, id)
	if !ok {
		return Notice{}, false
	}
	n = Notice{ID: id, Sort: b.Sort, Title: b.Title, Body: b.Body, Until: b.Until, Author: r.Person, Made: r.Time, Comments: comments(rs, id),
		Share: b.Share, Contact: b.Contact, Reply: b.Reply, Cards: outCards(rs, id)}
	var first Record // the reason shown is the earliest one's
	for _, r := range ofKind(rs, KindNoticeEnd, id) {
		if !n.Withdrawn || byTime(r.Time, first.Time, r.ID, first.ID) < 0 {
			n.Withdrawn, first = true, r
			n.Why, n.By = r.Body.(*EndNotice).Why, r.Person
		}
	}
	return n, true
}
