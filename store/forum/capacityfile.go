package forum

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

const capacityExample = `[capacity.planner]`

const capacityHelp = `
# Capacities are what people sign as, whether they vote here or not. Who holds one is said with moot group appoint:
#   [capacity.planner]
#   for = "the council's planning officer"
#   advises = true                    gives advice on proposals
#   [capacity.councillor]
#   signs = 2                         two of them must sign a decision off before it holds
#   kinds = "ordinary, special"       only on proposals of these kinds
#   over = 1000000                    only on those that cost more than this, in pence
`

// capacities reads the tables of capacities.
func (f charterFile) capacities(c *Charter) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		all, err := f.tables(p, capacityExample)
		if err != nil {
			return err
		}
		if c.Rules == nil {
			c.Rules, c.keepSections = &Rules{}, true
		}
		c.Rules.Capacities = []Capacity{}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			one, err := f.capacity(name, all[name])
			if err != nil {
				return err
			}
			c.Rules.Capacities = append(c.Rules.Capacities, one)
		}
		return nil
	}
}

func (f charterFile) capacity(name string, p toml.Primitive) (Capacity, error) {
	c := Capacity{Name: name}
	inner, err := f.tables(p, capacityExample)
	if err != nil {
		return c, err
	}
	err = f.table(inner, "a capacity", keys{
		"for":     f.line(&c.For, "what a capacity is for", MaxTitle),
		"advises": f.yes(&c.Advises),
		"signs":   f.whole(func(n int64) { c.Signs = int(n) }, maxHolders, "how many of them must sign, such as 2"),
		"over":    f.whole(func(n int64) { c.Over = n }, MaxNumber, "an amount in pence, such as 1000000"),
		"kinds": f.text(func(s string) error {
			c.Kinds = strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
			slices.Sort(c.Kinds)
			c.Kinds = slices.Compact(c.Kinds)
			return nil
		}),
	})
	if err != nil {
		return c, err
	}
	return c, f.read(p, func(any) error { return explained(c.check()) })
}

func (f charterFile) yes(into *bool) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		return f.read(p, func(v any) (err error) {
			ok := false
			if *into, ok = v.(bool); !ok {
				return wrong("write true or false")
			}
			return nil
		})
	}
}

func (f charterFile) whole(into func(int64), most int64, what string) func(toml.Primitive) error {
	return func(p toml.Primitive) error {
		return f.read(p, func(v any) error {
			n, ok := v.(int64)
			if !ok || n < 0 || n > most {
				return wrong("write %s", what)
			}
			into(n)
			return nil
		})
	}
}

// keepHolders gives the capacities of a charter file with the people who hold them; those of the group when the file
// says nothing of capacities.
func keepHolders(file, has []Capacity) []Capacity {
	if file == nil {
		return has
	}
	file = slices.Clone(file)
	for i := range file {
		for _, c := range has {
			if c.Name == file[i].Name {
				file[i].Holders = c.Holders
			}
		}
	}
	return file
}

// formatCapacities writes the tables of capacities. Holders are people of the roll, and no matter of a file.
func formatCapacities(b *bytes.Buffer, all []Capacity) {
	b.WriteString(capacityHelp)
	for _, c := range all {
		fmt.Fprintf(b, "\n[capacity.%s]\n", quotedTOML(c.Name))
		if c.For != "" {
			fmt.Fprintf(b, "for = %s\n", quotedTOML(c.For))
		}
		if c.Advises {
			b.WriteString("advises = true\n")
		}
		if c.Signs > 0 {
			fmt.Fprintf(b, "signs = %d\n", c.Signs)
		}
		if len(c.Kinds) > 0 {
			fmt.Fprintf(b, "kinds = %s\n", quotedTOML(strings.Join(c.Kinds, ", ")))
		}
		if c.Over > 0 {
			fmt.Fprintf(b, "over = %d\n", c.Over)
		}
	}
}
