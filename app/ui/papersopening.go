package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/store/forum"
)

// makePapers makes what is asked of a vote that takes papers: who counts them.
func (o *voteOpening) makePapers() {
	o.tellers = parts[forum.Person, *tick]{box: container.NewVBox(), create: func(forum.Person) *tick { return newTick(func() {}) },
		object: func(c *tick) fyne.CanvasObject { return c }}
	o.counting = container.NewVBox(small(t("vote.paper_note")), field(t("vote.paper_tellers"), inset(o.tellers.box)))
	o.counting.Hide()
	o.paper = newTick(func() {
		show(o.paper.box.Checked, o.counting)
		if o.paper.box.Checked {
			o.secret.box.SetChecked(false)
		}
		o.form.Refresh()
		o.changed()
	})
	o.paper.words.SetText(t("vote.paper"))
}

// showTellers offers those who may count papers; officers and this person are ticked at first.
func (o *voteOpening) showTellers(people []forum.Member, me forum.Person) {
	ids := make([]forum.Person, len(people))
	fresh := map[forum.Person]bool{}
	for i := range people {
		ids[i] = people[i].Person
		_, there := o.tellers.made[ids[i]]
		fresh[ids[i]] = !there
	}
	o.tellers.Show(ids, func(c *tick, i int) {
		setText(c.words, printable(people[i].Name))
		if fresh[ids[i]] {
			c.box.SetChecked(ids[i] == me || people[i].Role == forum.RoleOfficer)
		}
	})
}
