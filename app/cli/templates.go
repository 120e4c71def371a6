package cli

import (
	"fmt"
	"strings"

	"moot/assets"
	"moot/store/forum"
)

type groupTemplatesCmd struct {
	Name string `arg:"" optional:"" help:"Show this one whole, as a file to change and start from."`
}

type templateView struct {
	Template string      `json:"template"`
	What     string      `json:"what"`
	How      string      `json:"how"`
	Charter  charterView `json:"charter"`
	Text     string      `json:"text"` // as a charter file
}

func viewTemplate(t *assets.Template) (templateView, error) {
	charter, err := forum.ParseCharter(t.Text)
	if err != nil {
		return templateView{}, fmt.Errorf("the charter %q that came with Moot cannot be read: %w", t.Name, err)
	}
	rules := forum.Rules{}
	if charter.Rules != nil {
		rules = *charter.Rules
	}
	return templateView{t.Name, t.What, t.How, viewCharter(charter.Name, charter.Aims, rules, &forum.Roll{}), string(t.Text)}, nil
}

func (g groupTemplatesCmd) run(c *call) error {
	if g.Name != "" {
		t, err := template(g.Name)
		if err != nil {
			return err
		}
		v, err := viewTemplate(&t)
		if err != nil {
			return err
		}
		return c.reply(v, v.Text)
	}
	views, rows := []templateView{}, [][]string{}
	for _, t := range assets.Charters() {
		v, err := viewTemplate(&t)
		if err != nil {
			return err
		}
		views = append(views, v)
		rows = append(rows, []string{t.Name, t.What, t.How})
	}
	return c.reply(views, table(rows))
}

// template finds a charter that came with Moot; a name that is not there is answered with those that are.
func template(name string) (assets.Template, error) {
	var names []string
	for _, t := range assets.Charters() {
		if strings.EqualFold(t.Name, strings.TrimSpace(name)) {
			return t, nil
		}
		names = append(names, t.Name)
	}
	return assets.Template{}, suggest(refuse("not_found", "there is no template %q; there are %s", name, strings.Join(names, ", ")), name, names)
}

func templateCharter(name string) (forum.Charter, error) {
	t, err := template(name)
	if err != nil {
		return forum.Charter{}, err
	}
	return forum.ParseCharter(t.Text)
}
