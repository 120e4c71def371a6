package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Env is where a command runs. Every field but Window and Revision must be set.
type Env struct {
	Version  string // of the release this is built for, such as 0.1.0
	Revision string // the commit it was built from, where that is known

	Home   string // used when --home and MOOT_HOME are absent
	Cwd    string // absolute: what relative paths in the arguments are relative to
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Getenv func(string) string

	// Window opens the window on a home, at links and files the person clicked on, and gives the exit code. It is called for
	// a command line with no command, and for open.
	Window func(ctx context.Context, home string, what []string) int

	session *session // set inside a serving process: the store to work on
	read    reader   // set inside a serving process: input is read by the client, in its own folder
}

// grammar is the whole command line. Each command's struct is in the file of its noun.
type grammar struct {
	Home string `help:"Folder that holds everything (or MOOT_HOME; default: the platform's data folder)." placeholder:"DIR"`
	JSON bool   `name:"json" help:"Print one JSON value for programs instead of text for people."`

	Window windowCmd `cmd:"" default:"1" hidden:""`
	Show   showCmd   `cmd:"" hidden:""`
	Open   openCmd   `cmd:"" help:"Open the window at a moot: link, a bundle or a picture of an invite."`

	Me       meCmd       `cmd:"" help:"Who you are on this device."`
	Group    groupCmd    `cmd:"" help:"Start a group, and see the groups you are in."`
	Invite   inviteCmd   `cmd:"" help:"Make an invite to a group."`
	Join     joinCmd     `cmd:"" help:"Join a group with an invite."`
	Member   memberCmd   `cmd:"" help:"Who belongs to a group."`
	Proposal proposalCmd `cmd:"" help:"Write and read proposals."`
	Comment  commentCmd  `cmd:"" help:"Comment on a proposal, a meeting, a task, a page, a notice, a neighbour, a fund, a gauge or an election."`
	Vote     voteCmd     `cmd:"" help:"Open a vote, vote, and see the count."`
	Delegate delegateCmd `cmd:"" help:"Let somebody vote for you, where the charter allows it."`
	Meeting  meetingCmd  `cmd:"" help:"Meetings: notice, agenda, attendance and motions."`
	Minutes  minutesCmd  `cmd:"" help:"Write, read and sign minutes."`
	Task     taskCmd     `cmd:"" help:"Who does what by when."`
	Page     pageCmd     `cmd:"" help:"Standing pages: rules, opening hours, policies."`
	Notice   noticeCmd   `cmd:"" help:"Offers, needs and news."`
	Near     nearCmd     `cmd:"" name:"neighbour" help:"Neighbouring groups, and the cards they show each other."`
	Fund     fundCmd     `cmd:"" help:"Money held for a purpose, and its ledger."`
	Gauge    gaugeCmd    `cmd:"" help:"What the group measures."`
	File     fileCmd     `cmd:"" help:"Photos and files."`
	Election electionCmd `cmd:"" help:"Elect a board or an officer, and see who sits."`
	Needs    needsCmd    `cmd:"" help:"What still needs you."`
	Export   exportCmd   `cmd:"" help:"Write a group's record to files."`
	Count    countCmd    `cmd:"" help:"Count an election or a budget from a file, with no group."`
	Import   importCmd   `cmd:"" help:"Bring in records from elsewhere."`
	Bundle   bundleCmd   `cmd:"" help:"Carry a group on a USB stick."`
	Search   searchCmd   `cmd:"" help:"Find words in everything that was written in a group."`
	Waiting  waitingCmd  `cmd:"" help:"What is here of a group and cannot be kept or judged yet, and why."`
	Serve    serveCmd    `cmd:"" help:"Run without a window until stopped."`
	Status   statusCmd   `cmd:"" help:"This device, its groups and its neighbours."`
	Peer     peerCmd     `cmd:"" help:"Neighbours' addresses."`
	Sync     syncCmd     `cmd:"" help:"Catch up with every reachable neighbour, then stop."`
	Verify   verifyCmd   `cmd:"" help:"Recheck a group's whole record from the raw entries."`
	Digest   digestCmd   `cmd:"" help:"A short check value: equal on two devices exactly when they show the same things."`
	Practice practiceCmd `cmd:"" help:"Make a group of made-up neighbours to explore, in a folder of its own."`
	Version  versionCmd  `cmd:"" help:"Which version of Moot this is."`
}

// command is what every command's struct does.
type command interface{ run(c *call) error }

// local is a command that is never sent to a serving process and opens the store itself, if it needs it at all.
type local interface{ local() }

const about = "A forum for a neighbourhood group that lives on its members' own devices, with no server.\n\n" +
	"With no command, the window opens. GROUP, PROPOSAL, MEETING and PERSON take a full id, the start of an id, or a name."

// Run carries out one command and gives its exit code: 0 done, 1 refused or failed, 2 wrong usage. It blocks until the
// command has finished or ctx ends. args are without the program's name.
func Run(ctx context.Context, args []string, env Env) int {
	c := &call{ctx: ctx, env: env, args: args}
	cmd, err := c.parse()
	if err == nil && cmd != nil {
		err = c.carryOut(cmd)
	}
	return c.finish(err)
}

// parse reads the arguments. A nil command without an error means that help was asked for and has been printed.
func (c *call) parse() (command, error) {
	var g grammar
	helped := false
	k, err := kong.New(&g, kong.Name("moot"), kong.Description(about), kong.Writers(c.env.Stdout, c.env.Stderr),
		kong.Exit(func(int) { helped = true }), kong.ShortUsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}))
	if err != nil {
		return nil, fmt.Errorf("the command line's grammar is broken: %w", err)
	}
	parsed, err := k.Parse(c.args)
	if helped {
		return nil, nil
	}
	c.json = g.JSON || err != nil && slices.Contains(c.args, "--json")
	if err != nil {
		return nil, &usageError{explain(err)}
	}
	c.home = c.homeFor(g.Home)
	cmd, ok := parsed.Selected().Target.Addr().Interface().(command)
	if !ok {
		return nil, &usageError{"say what to do: see moot " + parsed.Command() + " --help"}
	}
	return cmd, nil
}

func (c *call) homeFor(flag string) string {
	if flag == "" {
		flag = c.env.Getenv("MOOT_HOME")
	}
	if flag == "" {
		flag = c.env.Home
	}
	if !filepath.IsAbs(flag) {
		flag = filepath.Join(c.env.Cwd, flag)
	}
	return filepath.Clean(flag)
}

// explain turns the parser's message into one that also says where to look.
func explain(err error) string {
	msg := err.Error()
	if strings.HasPrefix(msg, "unexpected argument") && !strings.Contains(msg, "did you mean") {
		return msg + ": this version of Moot has no such command (moot --help lists what it has)"
	}
	return msg + " (moot --help lists the commands, and moot COMMAND --help explains one)"
}

// carryOut runs the command here, or in the process that has the home open.
func (c *call) carryOut(cmd command) error {
	if _, ok := cmd.(local); ok {
		if c.env.session != nil {
			return refuse("refused", "that cannot be sent to a Moot that is already running")
		}
		return cmd.run(c)
	}
	if c.env.session != nil {
		c.session = c.env.session
		return cmd.run(c)
	}
	served, err := c.reach()
	if err != nil || served {
		return err
	}
	err = cmd.run(c)
	if closing := c.session.close(); err == nil {
		err = closing
	}
	return err
}
