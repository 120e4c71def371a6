package paper

import (
	"strings"
	"unicode/utf8"
)

// Words reads a file of Markdown or plain text: its title, which is its first heading or else its first line, and the rest of it.
// ok is false for what is no text.
func Words(file []byte) (title, rest string, ok bool) {
	text := strings.TrimPrefix(string(file), "\ufeff")
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || strings.TrimSpace(text) == "" {
		return "", "", false
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	lines := strings.Split(text, "\n")
	at := -1
	for i, line := range lines {
		words := strings.TrimSpace(line)
		if words != "" && at < 0 {
			at = i
		}
		if heading := strings.TrimLeft(words, "#"); heading != words && strings.HasPrefix(heading, " ") {
			at = i
			break
		}
	}
	title = strings.TrimSpace(strings.Trim(strings.TrimSpace(lines[at]), "#"))
	if rest = strings.TrimSpace(strings.Join(append(lines[:at:at], lines[at+1:]...), "\n")); title == "" {
		title = "…"
	}
	return title, rest, true
}
