package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// program is what this test binary runs as `moot`.
var program = main

// TestMain lets scripts and other tests run this test binary as the program itself.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"moot": program})
}

// TestScripts runs every script of testdata/script: the program as its users and their programs call it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("MOOT_HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("MOOT_NO_DISCOVERY", "1")
			e.Setenv("MOOT_LISTEN", "/ip4/127.0.0.1/tcp/0")
			e.Setenv("TZ", "UTC")
			e.Setenv("GOGC", seldom)
			e.Setenv("DATA", sharedData())
			return nil
		},
		Condition: func(cond string) (bool, error) { return cond == "data" && sharedData() != "", nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"json": checkJSON, "keys": checkKeys, "keep": keepJSON, "exits": checkExit,
		},
	})
}

// sharedData is the folder of real input beside the repository; empty where there is none.
func sharedData() string {
	dir, err := filepath.Abs("../../shared/data")
	if err != nil {
		return ""
	}
	if _, err := os.Stat(dir); err != nil {
		return ""
	}
	return dir
}

// checkJSON is `json [!] PATH REGEXP`: standard output is one JSON value and the part of it that PATH names, such as
// comments.0.author, matches as a whole. With only a PATH, it is there.
func checkJSON(ts *testscript.TestScript, neg bool, args []string) {
	got, ok := lookup(ts, args[0])
	if len(args) == 1 {
		if ok == neg {
			ts.Fatalf("%s: present is %v", args[0], ok)
		}
		return
	}
	matches, err := regexp.MatchString("^(?:"+args[1]+")$", got)
	ts.Check(err)
	if !ok || matches == neg {
		ts.Fatalf("%s is %q (want %s)", args[0], got, args[1])
	}
}

// keepJSON is `keep VAR PATH`: it puts a part of the JSON on standard output into an environment variable.
func keepJSON(ts *testscript.TestScript, neg bool, args []string) {
	got, ok := lookup(ts, args[1])
	if !ok {
		ts.Fatalf("there is no %s in the output", args[1])
	}
	ts.Setenv(args[0], got)
}

// checkKeys is `keys PATH KEY…`: the object has all these keys. PATH . is the whole.
func checkKeys(ts *testscript.TestScript, neg bool, args []string) {
	got, ok := lookup(ts, args[0])
	if !ok {
		ts.Fatalf("there is no %s in the output", args[0])
	}
	var object map[string]any
	ts.Check(json.Unmarshal([]byte(got), &object))
	for _, key := range args[1:] {
		if _, ok := object[key]; !ok {
			ts.Fatalf("%s has no key %s: %s", args[0], key, got)
		}
	}
}

// checkExit is `exits CODE COMMAND…`: the command ends with exactly this code.
func checkExit(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if err != nil {
		found := regexp.MustCompile(`exit status (\d+)`).FindStringSubmatch(err.Error())
		if found == nil {
			ts.Fatalf("%v", err)
		}
		code, err = strconv.Atoi(found[1])
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// lookup finds a part of the one JSON value on standard output: strings as they are, all else as JSON.
func lookup(ts *testscript.TestScript, path string) (string, bool) {
	name := "stdout"
	if rest, ok := strings.CutPrefix(path, "stderr:"); ok {
		name, path = "stderr", rest
	}
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile(name)))
	dec.UseNumber()
	var value any
	ts.Check(dec.Decode(&value))
	if dec.More() {
		ts.Fatalf("%s holds more than one JSON value", name)
	}
	for _, step := range slices.DeleteFunc(strings.Split(path, "."), func(s string) bool { return s == "" }) {
		switch v := value.(type) {
		case map[string]any:
			var ok bool
			if value, ok = v[step]; !ok {
				return "", false
			}
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return "", false
			}
			value = v[i]
		default:
			return "", false
		}
	}
	if s, ok := value.(string); ok {
		return s, true
	}
	b, err := json.Marshal(value)
	ts.Check(err)
	return string(b), true
}
