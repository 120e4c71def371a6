package ui

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"moot/app/ui/widget"
	"moot/store/forum"
)

// bodyDraft is what is typed and chosen of a board or an office.
type bodyDraft struct {
	Name, Seats, Term string
	Retire            forum.Fraction
	Vacancy           string
	Plain             bool
}

func draftBody(b *forum.Body) bodyDraft {
	return bodyDraft{b.Name, count(b.Seats), count(b.Term), b.Retire, b.Vacancy, b.Plain}
}

// Body gives what is typed, or what is wrong with it in words.
func (d *bodyDraft) Body() (b forum.Body, problem string) {
	b = forum.Body{Name: strings.TrimSpace(d.Name), Retire: d.Retire, Vacancy: d.Vacancy, Plain: d.Plain}
	if b.Name == "" {
		return b, t("body.needs_name")
	}
	for _, n := range []struct {
		typed, what string
		into        *int
	}{{d.Seats, t("body.seats"), &b.Seats}, {d.Term, t("body.term"), &b.Term}} {
		good := false
		if *n.into, good = readCount(n.typed); !good || *n.into == 0 {
			return b, t("charter.labelled", "Label", b.Name, "Words", t("charter.needs_whole", "What", n.what))
		}
	}
	return b, ""
}

// retiring are the shares that the form offers; a charter may have another, which it then offers too.
var retiring = []forum.Fraction{{}, {Num: 1, Den: 4}, {Num: 1, Den: 3}, {Num: 1, Den: 2}}

func retireWords(f forum.Fraction) string {
	if f.Num == 0 {
		return t("body.retire_none")
	}
	return t("body.retire_share", "Share", strconv.Itoa(int(f.Num))+"/"+strconv.Itoa(int(f.Den)))
}

// vacancies are the ways to fill a seat that falls vacant.
var vacancies = []string{forum.VacancyLeave, forum.VacancyCoopt, forum.VacancyElect}

func vacancyWords(how string) string {
	switch how {
	case forum.VacancyCoopt:
		return t("body.vacancy_coopt")
	case forum.VacancyElect:
		return t("body.vacancy_elect")
	}
	return t("body.vacancy_leave")
}

// bodyWords says what the charter says of a body, line by line.
func bodyWords(b *forum.Body) []string { return factLines(bodyFacts(b)) }

// bodyFacts says it as facts.
func bodyFacts(b *forum.Body) []fact {
	powers := t("body.officers")
	if b.Plain {
		powers = t("body.plain")
	}
	return []fact{{words: t("body.seat_count", "Count", b.Seats)}, {words: t("body.years", "Count", b.Term)}, labelled(t("body.retire"), retireWords(b.Retire)),
		labelled(t("body.vacancy"), vacancyWords(b.Vacancy)), {words: powers}}
}

// bodyChanges says what becomes of the bodies of a charter, line by line.
func bodyChanges(now, to []forum.Body) (lines []string) {
	named := func(all []forum.Body, name string) *forum.Body {
		if i := slices.IndexFunc(all, func(b forum.Body) bool { return b.Name == name }); i >= 0 {
			return &all[i]
		}
		return nil
	}
	for i := range to {
		b, was := &to[i], named(now, to[i].Name)
		switch {
		case was == nil:
			lines = append(append(lines, t("body.new", "Name", printable(b.Name))), bodyWords(b)...)
		case *was != *b:
			before := bodyWords(was)
			lines = append(lines, t("charter.changed_section", "Name", printable(b.Name)))
			lines = append(lines, slices.DeleteFunc(bodyWords(b), func(l string) bool { return slices.Contains(before, l) })...)
		}
	}
	for i := range now {
		if named(to, now[i].Name) == nil {
			lines = append(lines, t("body.gone", "Name", printable(now[i].Name)))
		}
	}
	return lines
}

// bodyEditor changes one body.
type bodyEditor struct {
	name, seats, term *lineEntry
	retire, vacancy   *widget.Select
	officers          *tick
	shares            []forum.Fraction // in the order of what is offered
	drop              *widget.Button
	root              fyne.CanvasObject
}

func newBodyEditor(d bodyDraft, fresh bool, changed func()) *bodyEditor {
	e := &bodyEditor{name: newLineEntry(t("body.name_hint")), seats: countEntry(d.Seats, changed), term: countEntry(d.Term, changed), shares: slices.Clone(retiring)}
	e.name.SetText(d.Name)
	e.name.OnChanged = func(string) { changed() }
	if !slices.Contains(e.shares, d.Retire) {
		e.shares = append(e.shares, d.Retire)
	}
	var shares, ways []string
	for _, f := range e.shares {
		shares = append(shares, retireWords(f))
	}
	for _, how := range vacancies {
		ways = append(ways, vacancyWords(how))
	}
	e.retire, e.vacancy = widget.NewSelect(shares, nil), widget.NewSelect(ways, nil)
	e.retire.SetSelectedIndex(slices.Index(e.shares, d.Retire))
	e.vacancy.SetSelectedIndex(max(0, slices.Index(vacancies, d.Vacancy)))
	e.retire.OnChanged = func(string) { changed() }
	e.vacancy.OnChanged = e.retire.OnChanged
	e.officers = tickLine(t("body.officers"), !d.Plain, changed)
	e.drop = quietButton(t("body.drop"), icon("cross"), nil)
	e.root = container.NewVBox(widget.NewSeparator(), partHead(fresh, t("body.name"), e.name), numberLine(t("body.seats"), e.seats), numberLine(t("body.term"), e.term),
		field(t("body.retire"), e.retire), field(t("body.vacancy"), e.vacancy), e.officers, buttonRow(e.drop))
	return e
}

func (e *bodyEditor) object() fyne.CanvasObject { return e.root }
func (e *bodyEditor) dropper() *widget.Button   { return e.drop }

// Draft gives what is typed and chosen.
func (e *bodyEditor) Draft() bodyDraft {
	return bodyDraft{e.name.Text, e.seats.Text, e.term.Text, e.shares[max(0, e.retire.SelectedIndex())], vacancies[max(0, e.vacancy.SelectedIndex())], !e.officers.box.Checked}
}
