package ui

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"moot/app/ui/widget"
	"moot/store"
	"moot/store/forum"
)

// charterForm changes a group's name, aims and rules: every one that a charter file can say. What is typed is kept when the form is
// left without sending it.
type charterForm struct {
	rollPage
	done    func()
	roll    *forum.Roll // what the form was filled in from; nil until then
	filling bool        // what changes now is not the person's doing

	name                      *lineEntry
	aims                      *area
	rules                     *rulesEditor
	limits                    *limitsEditor
	sections                  *partList[*sectionEditor]
	bodies                    *partList[*bodyEditor]
	capacities                *partList[*capacityEditor]
	add, addBody, addCapacity *widget.Button
	fromFile, send, close     *widget.Button
	note                      *widget.Label
	asking                    *asking
	more                      *folds // the parts that few groups have or change, folded away
}

// charterDraft is what is kept of a form that was not sent. Nil is what an older version did not keep.
type charterDraft struct {
	Name, Aims string
	Sections   []forum.Section
	Rules      rulesDraft
	Bodies     []bodyDraft
	Capacities []capacityDraft
	Limits     *limitsDraft
}

func draftCharter(name, aims string, r *forum.Rules) charterDraft {
	limits := draftLimits(r)
	d := charterDraft{name, aims, r.Sections, draftOf(r), []bodyDraft{}, []capacityDraft{}, &limits}
	for i := range r.Bodies {
		d.Bodies = append(d.Bodies, draftBody(&r.Bodies[i]))
	}
	for i := range r.Capacities {
		d.Capacities = append(d.Capacities, draftCapacity(&r.Capacities[i]))
	}
	return d
}

func newCharterForm(app *App, group forum.ID, done func()) *charterForm {
	f := &charterForm{done: done, name: newLineEntry(""), aims: newArea(t("charter.aims_hint"), 5), note: wrapped("")}
	f.sections, f.bodies, f.capacities = newPartList[*sectionEditor](f.keep), newPartList[*bodyEditor](f.keep), newPartList[*capacityEditor](f.keep)
	f.setUp(app, group, nil, f.show)
	f.note.Importance = widget.DangerImportance
	f.note.Hide()
	f.addButtons()
	f.fromFile = widget.NewButtonWithIcon(t("charter.from_file"), icon("stick"), f.chooseFile)
	f.send = widget.NewButtonWithIcon(t("charter.propose"), icon("check"), f.submit)
	f.send.Importance = widget.HighImportance
	f.close = widget.NewButton(t("action.cancel"), f.cancel)
	buttons := buttonRow(f.send, f.close)
	f.asking = newAsking(app, buttons, func() {
		f.app.desk.Keep(f.key(), "")
		f.done()
	})
	f.name.OnChanged = func(string) { f.keep() }
	f.aims.OnChanged = func(string) { f.keep() }
	f.rules = newRulesEditor(f.keep, f.take)
	f.limits = newLimitsEditor(f.keep)
	f.more = folding(
		newFold(t("charter.meet"), f.rules.meet),
		newFold(t("charter.sections"), small(t("charter.sections_what")), f.sections.box, buttonRow(f.add)),
		newFold(t("body.title"), small(t("body.what")), f.bodies.box, buttonRow(f.addBody)),
		newFold(t("capacity.title"), small(t("capacity.what")), f.capacities.box, buttonRow(f.addCapacity)),
		newFold(t("limits.title"), f.limits.root),
		newFold(t("charter.from_file"), small(t("charter.from_file_what")), buttonRow(f.fromFile)))
	f.root = page(title(t("charter.change")), field(t("group.name"), f.name), field(t("charter.aims"), f.aims),
		f.rules.root, gap(), f.more.root, gap(), f.note, buttons, f.asking.root)
	return f
}

func (f *charterForm) addButtons() {
	f.add = widget.NewButtonWithIcon(t("charter.add_section"), icon("plus"), func() {
		f.began(f.sections.Add(newSectionEditor(forum.Section{}, true, f.keep)).name)
	})
	f.addBody = widget.NewButtonWithIcon(t("body.add"), icon("plus"), func() {
		f.began(f.bodies.Add(newBodyEditor(bodyDraft{Seats: "1", Term: "1"}, true, f.keep)).name)
	})
	f.addCapacity = widget.NewButtonWithIcon(t("capacity.add"), icon("plus"), func() {
		f.began(f.capacities.Add(newCapacityEditor(capacityDraft{}, true, f.keep)).name)
	})
}

// began keeps what was added, and puts the keyboard in its name.
func (f *charterForm) began(name *lineEntry) {
	f.keep()
	f.app.focus(name)
}

func (f *charterForm) key() string { return "charter/" + f.group.String() }

// show fills the form in, once: what is typed afterwards is the person's.
func (f *charterForm) show(v rollView) {
	if f.roll != nil {
		return
	}
	f.roll = v.roll
	now := draftCharter(v.roll.Name, v.roll.Aims, &v.roll.Rules)
	draft := now
	if kept := f.app.desk.Draft(f.key()); kept != "" {
		draft = charterDraft{} // and not into the lists of what holds
		if err := json.Unmarshal([]byte(kept), &draft); err != nil {
			f.app.tell(err)
			draft = now
		}
		f.more.OpenAll() // it may have been begun in any part
	}
	if draft.Bodies == nil {
		draft.Bodies = now.Bodies
	}
	if draft.Capacities == nil {
		draft.Capacities = now.Capacities
	}
	if draft.Limits == nil {
		draft.Limits = now.Limits
	}
	f.fill(draft)
}

func (f *charterForm) fill(d charterDraft) {
	f.filling = true
	f.name.SetText(d.Name)
	f.aims.SetText(d.Aims)
	f.rules.Fill(d.Rules)
	f.fillSections(d.Sections)
	f.fillBodies(d.Bodies)
	f.fillCapacities(d.Capacities)
	f.limits.Fill(*d.Limits)
	f.filling = false
	f.count()
}

// count says on the parts that are folded away how many there are of each.
func (f *charterForm) count() {
	for i, n := range []int{len(f.sections.all), len(f.bodies.all), len(f.capacities.all)} {
		name := t([]string{"charter.sections", "body.title", "capacity.title"}[i])
		if n > 0 {
			name += " · " + strconv.Itoa(n)
		}
		f.more.parts[1+i].Call(name)
	}
}

func (f *charterForm) fillSections(all []forum.Section) {
	f.sections.Clear()
	for _, s := range all {
		_, old := f.roll.Rules.Section(s.Name)
		f.sections.Add(newSectionEditor(s, !old, f.keep))
	}
}

func (f *charterForm) fillBodies(all []bodyDraft) {
	f.bodies.Clear()
	for _, d := range all {
		old := slices.ContainsFunc(f.roll.Rules.Bodies, func(b forum.Body) bool { return b.Name == d.Name })
		f.bodies.Add(newBodyEditor(d, !old, f.keep))
	}
}

func (f *charterForm) fillCapacities(all []capacityDraft) {
	f.capacities.Clear()
	for _, d := range all {
		_, old := f.roll.Rules.Capacity(d.Name)
		f.capacities.Add(newCapacityEditor(d, !old, f.keep))
	}
}

// take fills the form in from a charter to start from. What is there already of aims, sections, bodies and capacities stays.
func (f *charterForm) take(c forum.Charter) {
	d := draftCharter(c.Name, c.Aims, c.Rules)
	f.filling = true
	f.rules.Fill(d.Rules)
	if strings.TrimSpace(f.aims.Text) == "" {
		f.aims.SetText(d.Aims)
	}
	if len(f.sections.all) == 0 {
		f.fillSections(d.Sections)
	}
	if len(f.bodies.all) == 0 {
		f.fillBodies(d.Bodies)
	}
	if len(f.capacities.all) == 0 {
		f.fillCapacities(d.Capacities)
	}
	f.filling = false
	f.keep()
}

// takeFile fills the form in with what a charter file says. What it leaves out stays as the group has it.
func (f *charterForm) takeFile(text []byte) error {
	c, err := forum.ParseCharter(text)
	if err != nil {
		return err
	}
	change, _ := c.Change(f.roll)
	rules := &f.roll.Rules
	if change.Rules != nil {
		rules = change.Rules
	}
	f.fill(draftCharter(cmp.Or(change.Name, f.roll.Name), cmp.Or(change.Aims, f.roll.Aims), rules))
	f.keep()
	return nil
}

func (f *charterForm) chooseFile() {
	f.app.openFile(func(r fyne.URIReadCloser) {
		var text []byte
		f.app.work(func(context.Context) (err error) {
			text, err = io.ReadAll(io.LimitReader(r, forum.MaxCharterFile+1))
			return errors.Join(err, r.Close())
		}, func(err error) {
			if err == nil && f.roll != nil {
				err = f.takeFile(text)
			}
			f.app.tell(err)
		})
	})
}

// Focus puts the keyboard in the name.
func (f *charterForm) Focus() { f.app.focus(f.name) }

// draft gives what is typed and chosen.
func (f *charterForm) draft() charterDraft {
	limits := f.limits.Draft()
	d := charterDraft{Name: f.name.Text, Aims: f.aims.Text, Rules: f.rules.Draft(), Bodies: []bodyDraft{}, Capacities: []capacityDraft{}, Limits: &limits}
	for _, e := range f.sections.all {
		s, _ := e.Section()
		d.Sections = append(d.Sections, s)
	}
	for _, e := range f.bodies.all {
		d.Bodies = append(d.Bodies, e.Draft())
	}
	for _, e := range f.capacities.all {
		d.Capacities = append(d.Capacities, e.Draft())
	}
	return d
}

// keep writes down what is typed, and takes back a question about what was typed before.
func (f *charterForm) keep() {
	if f.filling {
		return
	}
	f.count()
	f.note.Hide()
	if f.asking.Open() {
		f.asking.shut()
	}
	b, err := json.Marshal(f.draft())
	if err != nil {
		f.app.tell(err)
		return
	}
	f.app.desk.Keep(f.key(), string(b))
}

func (f *charterForm) cancel() {
	f.app.desk.Keep(f.key(), "")
	f.done()
}

// charter gives what the form changes, or what is wrong with it in words.
func (f *charterForm) charter() (c forum.Charter, problem string) {
	d := f.draft()
	rules := f.roll.Rules // what was not touched stays as it was written
	for _, read := range []func(*forum.Rules) string{d.Rules.Put, f.sectionsTo, d.bodiesTo, d.capacitiesTo, d.Limits.Limits} {
		if problem := read(&rules); problem != "" {
			return c, problem
		}
	}
	c = forum.Charter{Name: strings.TrimSpace(d.Name), Aims: strings.TrimSpace(d.Aims), Rules: &rules}
	switch { // nothing is what a charter leaves as it is
	case c.Name == "":
		return c, t("charter.needs_group_name")
	case c.Aims == "" && f.roll.Aims != "":
		return c, t("charter.needs_aims")
	}
	c, any := c.Change(f.roll)
	if !any {
		return c, t("charter.same")
	}
	return c, ""
}

func (f *charterForm) sectionsTo(r *forum.Rules) (problem string) {
	r.Sections = nil
	var names []string
	for _, e := range f.sections.all {
		s, ok := e.Section()
		switch {
		case s.Name == "":
			return t("charter.needs_name")
		case !ok:
			return t("charter.needs_number", "Name", s.Name)
		}
		r.Sections, names = append(r.Sections, s), append(names, s.Name)
	}
	slices.SortFunc(r.Sections, func(a, b forum.Section) int { return strings.Compare(a.Name, b.Name) })
	if name := twice(names); name != "" {
		return t("charter.same_name", "Name", name)
	}
	return ""
}

func (d *charterDraft) bodiesTo(r *forum.Rules) (problem string) {
	all, names := []forum.Body{}, []string{}
	for i := range d.Bodies {
		b, problem := d.Bodies[i].Body()
		if problem != "" {
			return problem
		}
		all, names = append(all, b), append(names, b.Name)
	}
	slices.SortFunc(all, func(a, b forum.Body) int { return strings.Compare(a.Name, b.Name) })
	if name := twice(names); name != "" {
		return t("body.same_name", "Name", name)
	}
	r.Bodies = all
	return ""
}

// capacitiesTo leaves to each capacity the people who hold it: the store puts them back by its name.
func (d *charterDraft) capacitiesTo(r *forum.Rules) (problem string) {
	all, names := []forum.Capacity{}, []string{}
	for i := range d.Capacities {
		c, problem := d.Capacities[i].Capacity()
		if problem != "" {
			return problem
		}
		all, names = append(all, c), append(names, c.Name)
	}
	slices.SortFunc(all, func(a, b forum.Capacity) int { return strings.Compare(a.Name, b.Name) })
	if name := twice(names); name != "" {
		return t("capacity.same_name", "Name", name)
	}
	r.Capacities = all
	return ""
}

func (f *charterForm) submit() {
	if f.roll == nil {
		return
	}
	c, problem := f.charter()
	if problem != "" {
		f.more.OpenAll() // it may be in any part
		setOrHide(f.note, problem)
		return
	}
	words := append(charterChanges(&f.roll.Rules, &c), capacityChanges(f.roll, &c)...)
	f.asking.Ask(question{title: t("charter.propose"), what: dotted(words), yes: t("action.send"),
		foresee: func(ctx context.Context) (store.Foresight, error) {
			if part := (forum.Charter{Rules: c.Rules}); c.Rules != nil { // they are an act of their own
				return f.app.Store.Foresee(ctx, f.group, forum.ID{}, forum.KindCharter, part)
			}
			return f.app.Store.Foresee(ctx, f.group, forum.ID{}, forum.KindCharter, c)
		},
		do: func(ctx context.Context) error { return f.app.Store.SetCharter(ctx, f.group, c) }})
}

// count writes a number to be typed over; nothing for none.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// readCount reads a whole number as people type it; nothing typed is none.
func readCount(typed string) (n int, ok bool) {
	if typed = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(typed), "%")); typed == "" {
		return 0, true
	}
	n, err := readWhole(typed)
	return n, err == nil && n >= 0
}
