package count

import (
	"slices"
	"strconv"
	"strings"
)

// ReadPB reads a .pb file, the format of Pabulib (D. Stolicki, S. Szufa, N. Talmon, "Pabulib: a participatory budgeting
// library", 2020, and P. Faliszewski and others, 2023): three parts, META, PROJECTS and VOTES, each with a row of
// headings, cells parted by semicolons.
//
// It reads generously: headings in any order, in any case and with others among them, cells in quotes, quotes that do
// not close, rows over several lines, commas or tabs instead of semicolons, comments (#), blank lines, amounts with
// decimals or parted thousands, byte order marks, other encodings. A vote for a project that is not there, or twice for
// one, is passed over, and said so in Notes. What a voter or project says of itself beyond votes, cost and name is not
// kept. An error is a [FileError].
func ReadPB(file []byte) (*Budget, error) {
	text, err := textOf(file)
	if err != nil {
		return nil, err
	}
	r := &pbReader{b: &Budget{}, rows: pbRows{text: text, sep: separatorOf(text)}, ids: map[string]int{}}
	if err := r.parts(); err != nil {
		return nil, err
	}
	return r.b, r.finish()
}

// separatorOf finds what parts the cells, from the headings of META.
func separatorOf(text string) byte {
	for _, line := range strings.SplitN(text, "\n", 20) {
		line = strings.ToLower(strings.Trim(line, "\" \t"))
		for _, sep := range []byte{',', '\t'} {
			if strings.HasPrefix(line, "key"+string(sep)) || strings.HasPrefix(line, `key"`+string(sep)) {
				return sep
			}
		}
	}
	return ';'
}

type pbReader struct {
	b      *Budget
	rows   pbRows
	part   string
	heads  map[string]int
	ids    map[string]int
	limit  decimal
	least  decimal
	costs  []decimal
	points [][]decimal
	named  []int // by project, 1 + the number of the last vote that named it
	lines  []int // of projects
	noted  map[string]bool
	limits int // line of the budget, or 0
}

// parts reads row by row.
func (r *pbReader) parts() error {
	for {
		cells, ok := r.rows.next(len(r.heads))
		if !ok {
			break
		}
		if part := strings.ToLower(strings.Trim(cells[0], "[]: ")); isPart(part) && strings.Join(cells[1:], "") == "" {
			if err := r.begin(part); err != nil {
				return err
			}
			continue
		}
		blank := r.part != "votes" && strings.Join(cells[1:], "") == "" // a voter called #3 may have voted for nothing
		if strings.HasPrefix(cells[0], "#") && (blank || len(cells) < max(len(r.heads), 2)) {
			continue
		}
		if err := r.row(cells); err != nil {
			return err
		}
	}
	switch {
	case r.part == "":
		return wrong(0, "this is not a .pb file: it has no META, PROJECTS and VOTES")
	case r.limits == 0:
		return wrong(0, "the META part does not say what the budget is")
	case len(r.b.Projects) == 0:
		return wrong(0, "there are no projects")
	case r.part != "votes":
		return wrong(0, "the file ends before its VOTES")
	}
	return nil
}

func isPart(s string) bool { return s == "meta" || s == "projects" || s == "votes" }

// begin reads the headings of a part.
func (r *pbReader) begin(part string) error {
	if part == "votes" && len(r.b.Projects) == 0 {
		return wrong(r.rows.line, "the votes come before the projects that they are for")
	}
	r.part, r.heads = part, nil
	if part == "meta" {
		return nil
	}
	at := r.rows.line
	cells, ok := r.rows.next(0)
	if !ok {
		return wrong(at, "the file ends after %s", strings.ToUpper(part))
	}
	r.heads = map[string]int{}
	for i, head := range cells {
		if head = heading(head); head != "" {
			if _, twice := r.heads[head]; !twice {
				r.heads[head] = i
			}
		}
	}
	need := map[string][]string{"projects": {"project_id", "cost"}, "votes": {"vote"}}[part]
	for _, head := range need {
		if _, there := r.heads[head]; !there {
			return wrong(r.rows.line, "the headings of %s do not have %s among them", strings.ToUpper(part), head)
		}
	}
	return nil
}

// heading gives a heading's usual name.
func heading(s string) string {
	s = strings.ReplaceAll(strings.ToLower(s), " ", "_")
	switch s {
	case "id", "projectid", "project":
		return "project_id"
	case "price", "project_cost":
		return "cost"
	case "voter", "voterid":
		return "voter_id"
	}
	return s
}

func (r *pbReader) row(cells []string) error {
	switch r.part {
	case "meta":
		return r.meta(cells)
	case "projects":
		return r.project(cells)
	case "votes":
		return r.vote(cells)
	}
	return wrong(r.rows.line, "a .pb file begins with META, not with %s", quote(cells[0]))
}

// cell gives a cell by its heading; nothing where there is none.
func (r *pbReader) cell(cells []string, head string) string {
	i, there := r.heads[head]
	if !there || i >= len(cells) || strings.EqualFold(cells[i], "none") || strings.EqualFold(cells[i], "nan") {
		return ""
	}
	return cells[i]
}

// note says once what kind of thing was passed over.
func (r *pbReader) note(text string) {
	if r.noted == nil {
		r.noted = map[string]bool{}
	}
	if !r.noted[text] {
		r.noted[text] = true
		r.b.Notes = append(r.b.Notes, Note{r.rows.line, text})
	}
}

// decimal reads an amount of money or points.
func (r *pbReader) decimal(s, what string) (decimal, error) {
	d, ok := parseDecimal(s)
	if !ok {
		return d, wrong(r.rows.line, "%s is not %s that can be counted with", quote(s), what)
	}
	if d.cut {
		r.note("An amount has more than six decimals; the rest was cut off. There may be more of these.")
	}
	return d, nil
}

func (r *pbReader) meta(cells []string) (err error) {
	if len(cells) < 2 {
		cells = append(cells, "")
	}
	key, value := strings.ToLower(cells[0]), strings.Join(cells[1:], string(r.rows.sep))
	value = strings.TrimRight(value, ";, \t")
	b := r.b
	switch key {
	case "key", "num_projects", "num_votes", "":
	case "description":
		b.Title = value
	case "budget":
		r.limit, err = r.decimal(value, "a budget")
		r.limits = r.rows.line
	case "vote_type":
		b.Type = VoteType(strings.ReplaceAll(strings.ToLower(value), " ", "-"))
		if !slices.Contains([]VoteType{VoteApproval, VoteChooseOne, VoteOrdinal, VoteCumulative, VoteScoring}, b.Type) {
			err = wrong(r.rows.line, "%s is not a type of vote: it is approval, choose-1, ordinal, cumulative or scoring", quote(value))
		}
	case "rule":
		b.Rule = value
	case "max_length":
		if n, convert := strconv.Atoi(value); convert == nil && n > 0 && n <= MaxProjects {
			b.MaxLength = n
		}
	case "min_project_score_threshold":
		if value != "" {
			r.least, err = r.decimal(value, "a number of votes")
		}
	default:
		b.Meta = append(b.Meta, MetaRow{cells[0], value})
	}
	return err
}

func (r *pbReader) project(cells []string) error {
	id := r.cell(cells, "project_id")
	if _, twice := r.ids[id]; id == "" || twice {
		return wrong(r.rows.line, "the project %s is there twice, or has no number", quote(id))
	}
	if len(r.b.Projects) == MaxProjects {
		return wrong(r.rows.line, "there are more than %d projects", MaxProjects)
	}
	cost, err := r.decimal(r.cell(cells, "cost"), "a cost")
	if err != nil {
		return err
	}
	if cost.n < 0 {
		return wrong(r.rows.line, "a project cannot cost less than nothing")
	}
	r.ids[id] = len(r.b.Projects)
	r.named = append(r.named, 0)
	r.costs, r.lines = append(r.costs, cost), append(r.lines, r.rows.line)
	chosen := strings.ToLower(r.cell(cells, "selected"))
	r.b.Projects = append(r.b.Projects, Project{
		ID: id, Name: r.cell(cells, "name"), Selected: chosen == "1" || chosen == "true" || chosen == "1.0",
	})
	return nil
}

// vote reads what one voter said.
func (r *pbReader) vote(cells []string) error {
	if len(r.b.Votes) == MaxVoters {
		return wrong(r.rows.line, "there are more than %d voters", MaxVoters)
	}
	v := BudgetVote{Voter: r.cell(cells, "voter_id")}
	if v.Voter == "" {
		v.Voter = strconv.Itoa(len(r.b.Votes) + 1)
	}
	named := splitList(r.cell(cells, "vote"))
	given := splitList(r.cell(cells, "points"))
	scored := r.b.Type == VoteCumulative || r.b.Type == VoteScoring || r.b.Type == "" && len(given) > 0
	if scored && len(given) == 0 && len(named) > 0 {
		r.note("A vote gives no points; each project in it gets one. There may be more of these.")
		given = slices.Repeat([]string{"1"}, len(named))
	}
	if scored && len(named) != len(given) {
		return wrong(r.rows.line, "the vote names %d projects and gives %d lots of points", len(named), len(given))
	}
	var points []decimal
	for i, id := range named {
		p, there := r.ids[id]
		if !there || r.named[p] == len(r.b.Votes)+1 {
			r.note("A vote names a project that is not there, or one twice; that was passed over. There may be more of these.")
			continue
		}
		r.named[p] = len(r.b.Votes) + 1
		v.Projects = append(v.Projects, p)
		if scored {
			d, err := r.decimal(given[i], "a number of points")
			if err != nil {
				return err
			}
			points = append(points, d)
			r.b.PointPlaces = max(r.b.PointPlaces, d.places)
		}
	}
	r.b.Votes, r.points = append(r.b.Votes, v), append(r.points, points)
	return nil
}

func splitList(s string) (items []string) {
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// finish brings all money, and all points, to the same units.
func (r *pbReader) finish() error {
	b := r.b
	b.Places, b.PointPlaces = r.limit.places, max(b.PointPlaces, r.least.places)
	for _, c := range r.costs {
		b.Places = max(b.Places, c.places)
	}
	var ok bool
	if b.Limit, ok = r.limit.scaled(b.Places); !ok || b.Limit < 0 {
		return wrong(r.limits, "the budget is too big to count with, or less than nothing")
	}
	for i, c := range r.costs {
		if b.Projects[i].Cost, ok = c.scaled(b.Places); !ok {
			return wrong(r.lines[i], "the cost is too big to count with")
		}
	}
	if b.Threshold, ok = r.least.scaled(b.PointPlaces); !ok {
		return wrong(0, "min_project_score_threshold is too big to count with")
	}
	total := int64(0)
	for i, points := range r.points {
		for _, d := range points {
			n, ok := d.scaled(b.PointPlaces)
			if total += max(n, -n); !ok || total > MaxMoney {
				return wrong(0, "there are more points than can be counted with")
			}
			b.Votes[i].Points = append(b.Votes[i].Points, n)
		}
	}
	if b.Type == "" {
		b.Type = VoteApproval
		if total > 0 {
			b.Type = VoteScoring
		}
		r.note("The file does not say what type of vote this was.")
	}
	if err := b.check(); err != nil {
		return wrong(0, "%s", err)
	}
	return nil
}
