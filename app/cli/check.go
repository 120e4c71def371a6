package cli

import (
	"fmt"

	"moot/store/forum"
)

type verifyCmd struct {
	Group string `arg:"" help:"The group."`
}

func (v verifyCmd) run(c *call) error {
	g, err := c.group(v.Group)
	if err != nil {
		return err
	}
	report, err := c.session.store.Verify(c.ctx, g)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("All is well: %s in %s checked.\n",
		count(report.Entries, "entry", "entries"), count(report.Chains, "chain", "chains"))
	if report.SecretBallots > 0 {
		text += fmt.Sprintf("The signatures of %s hold.\n", count(report.SecretBallots, "secret ballot", "secret ballots"))
	}
	if !report.OK {
		text = fmt.Sprintf("Something is wrong with this record (%s checked):\n", count(report.Entries, "entry", "entries"))
	}
	for _, p := range report.Problems {
		text += "  " + p + "\n"
	}
	var forks []string
	for _, f := range report.Forks {
		forks = append(forks, f.String())
		text += f.String() + "\n"
	}
	err = c.reply(struct {
		OK           bool     `json:"ok"`
		Entries      int      `json:"entries"`
		Chains       int      `json:"chains"`
		Certificates int      `json:"certificates"`
		Problems     []string `json:"problems"`
		Forks        []string `json:"forks"` // devices that signed two histories, a sentence each
		Secret       int      `json:"secret_ballots"`
		Chunks       int      `json:"chunks"` // of photos and files, that are here
	}{report.OK, report.Entries, report.Chains, report.Certificates, list(report.Problems), list(forks), report.SecretBallots, report.Chunks}, text)
	if err == nil && !report.OK {
		err = refuse("damaged", "the record does not check: %s", count(len(report.Problems), "problem", "problems"))
	}
	return err
}

type digestCmd struct {
	Group string `arg:"" help:"The group."`
}

func (d digestCmd) run(c *call) error {
	g, err := c.group(d.Group)
	if err != nil {
		return err
	}
	digest, err := c.session.store.Digest(c.ctx, g)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Digest forum.ID `json:"digest"`
	}{digest}, digest.String())
}
